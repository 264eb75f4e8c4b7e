import * as the from '#test/dispatch.samples';
import { specFor } from '#test/spec-for';
import { dispatchDecider } from './dispatch.decider';
import {
  DispatchInvalidTransition,
  DispatchNotFound,
  NotExhausted,
  OfferExpiredAlready,
  OfferNotAccepted,
  OfferNotFound,
  OfferNotYours,
  OfferOver,
  OfferRefused,
  OfferStillOpen,
} from './dispatch.errors';

const { given } = specFor(dispatchDecider);

const opened = the.opened();
const asked = (...names: readonly string[]) => [
  the.ranked(...names),
  ...names.map((name) => the.extended(name)),
];
const missed = ['d1', 'd2', 'd3'].flatMap((name, index) => [
  the.extended(name, index * 16),
  the.expired(name),
]);
const broadcast = (at: number, ...names: readonly string[]) =>
  names.map((name) => the.extended(name, at, 'broadcast'));

describe('opening a search', () => {
  it('begins with whom this rider must not meet', () =>
    given().when(the.open('eve')).then(the.opened('eve')));

  it('happens once', () => given(opened).when(the.open()).thenRefused(DispatchInvalidTransition));
});

describe('asking drivers', () => {
  it('says why, asks one, and gives 15 seconds', () =>
    given(opened).when(the.extend(2, 'bob')).then(the.ranked('bob'), the.extended('bob', 2)));

  it('asks nobody else meanwhile', () =>
    given(opened, ...asked('bob'))
      .when(the.extend(3, 'cleo'))
      .thenRefused(OfferRefused, { reason: 'offers-are-live' }));

  it('asks one at a time at first', () =>
    given(opened)
      .when(the.extend(2, 'bob', 'cleo'))
      .thenRefused(OfferRefused, { reason: 'too-many' }));

  it.each([
    ['declined', the.declined('bob')],
    ['let it expire', the.expired('bob')],
    ['gave it back', the.withdrawnFrom('bob', 'DRIVER_LOST')],
  ])('never again asks a driver who %s', (_, ended) =>
    given(opened, ...asked('bob'), ended)
      .when(the.extend(20, 'bob'))
      .thenRefused(OfferRefused, { reason: 'driver-excluded' }),
  );

  it('never asks who was excluded from the start', () =>
    given(the.opened('bob'))
      .when(the.extend(2, 'bob'))
      .thenRefused(OfferRefused, { reason: 'driver-excluded' }));

  it('may ask again who was only too slow by no fault of their own', () =>
    given(
      ...[opened, ...missed, ...broadcast(50, 'bob', 'cleo'), the.accepted('bob', 51)],
      ...[the.withdrawnFrom('cleo'), the.withdrawnFrom('bob', 'DRIVER_LOST')],
    )
      .when(the.extend(52, 'cleo'))
      .then(the.ranked('cleo'), the.extended('cleo', 52, 'broadcast')));

  it('asks three at once after three misses', () =>
    given(opened, ...missed)
      .when(the.extend(50, 'bob', 'cleo', 'dan'))
      .then(the.ranked('bob', 'cleo', 'dan'), ...broadcast(50, 'bob', 'cleo', 'dan')));

  it('asks three at once after a minute', () =>
    given(opened)
      .when(the.extend(60, 'bob', 'cleo'))
      .then(the.ranked('bob', 'cleo'), ...broadcast(60, 'bob', 'cleo')));

  it('asks nobody who is not held for as long as they may take', () =>
    given(opened)
      .when(the.extendHeld(16, 2, 'bob'))
      .thenRefused(OfferRefused, { reason: 'reservation-too-short' }));

  it('asks nobody twice at once', () =>
    given(opened)
      .when(the.extend(60, 'bob', 'bob'))
      .thenRefused(OfferRefused, { reason: 'driver-asked-twice' }));

  it('asks ten drivers at most', () => {
    const rounds = ['a', 'b'].flatMap((round) =>
      ['1', '2', '3'].flatMap((name) => [
        the.extended(round + name, 60, 'broadcast'),
        the.declined(round + name),
      ]),
    );
    given(opened, ...missed, ...rounds)
      .when(the.extend(80, 'bob', 'cleo'))
      .thenRefused(OfferRefused, { reason: 'too-many' });
    given(opened, ...missed, ...rounds, the.extended('c1', 80, 'broadcast'), the.declined('c1'))
      .when(the.extend(81, 'cleo'))
      .thenRefused(OfferRefused, { reason: 'offers-used-up' });
  });

  it('asks nobody after three minutes', () =>
    given(opened)
      .when(the.extend(180, 'bob'))
      .thenRefused(OfferRefused, { reason: 'window-over' }));

  it('waits a little for a better driver, and says so once', () => {
    given(opened).when(the.hold()).then(the.ranked('bob'), the.held());
    given(opened, the.held()).when(the.hold()).thenNothing();
  });
});

describe('answering', () => {
  it('sends the driver who accepts', () =>
    given(opened, ...asked('bob'))
      .when(the.accept('bob'))
      .then(the.accepted('bob')));

  it('lets the first of several have it, and tells the others in the same breath', () =>
    given(opened, ...missed, ...broadcast(50, 'bob', 'cleo', 'dan'))
      .when(the.accept('cleo', 51))
      .then(the.accepted('cleo', 51), the.withdrawnFrom('bob'), the.withdrawnFrom('dan')));

  it('refuses who comes second', () =>
    given(
      ...[opened, ...missed, ...broadcast(50, 'bob', 'cleo'), the.accepted('cleo', 51)],
      the.withdrawnFrom('bob'),
    )
      .when(the.accept('bob', 52))
      .thenRefused(OfferOver, { outcome: 'withdrawn' }));

  it('does not mind being told twice', () => {
    given(opened, ...asked('bob'), the.accepted('bob'))
      .when(the.accept('bob', 6))
      .thenNothing();
    given(opened, ...asked('bob'), the.declined('bob'))
      .when(the.decline('bob'))
      .thenNothing();
    given(opened, ...asked('bob'), the.delivered('bob'))
      .when(the.confirm('bob'))
      .thenNothing();
  });

  it('is too late at the end of the 15 seconds, by the clock of the server', () =>
    given(opened, ...asked('bob'))
      .when(the.accept('bob', 15))
      .thenRefused(OfferExpiredAlready, { expiresAt: the.after(15) }));

  it('is too late once the search was withdrawn', () =>
    given(opened, ...asked('bob'), the.withdrawnFrom('bob', 'ATTEMPT_OVER'), the.withdrawn())
      .when(the.accept('bob'))
      .thenRefused(OfferOver, { outcome: 'withdrawn' }));

  it('is for the driver who was asked', () =>
    given(opened, ...asked('bob'))
      .when(the.accept('bob', 5, 'eve'))
      .thenRefused(OfferNotYours));

  it('is of an offer that was made', () =>
    given(opened).when(the.accept('bob')).thenRefused(OfferNotFound));

  it('says no', () =>
    given(opened, ...asked('bob'))
      .when(the.decline('bob'))
      .then(the.declined('bob')));

  it('cannot take an acceptance back', () =>
    given(opened, ...asked('bob'), the.accepted('bob'))
      .when(the.decline('bob'))
      .thenRefused(OfferOver, { outcome: 'accepted' }));

  it('shows that the offer was seen', () =>
    given(opened, ...asked('bob'))
      .when(the.confirm('bob'))
      .then(the.delivered('bob')));
});

describe('expiry', () => {
  it('comes when the time is over', () =>
    given(opened, ...asked('bob'))
      .when(the.expire('bob', 15))
      .then(the.expired('bob')));

  it('does not come before', () =>
    given(opened, ...asked('bob'))
      .when(the.expire('bob', 14))
      .thenRefused(OfferStillOpen, { expiresAt: the.after(15) }));

  it('means nothing to an offer that was answered', () =>
    given(opened, ...asked('bob'), the.accepted('bob'))
      .when(the.expire('bob', 15))
      .thenNothing());
});

describe('a driver who is lost after accepting', () => {
  it('leaves the search open for others', () => {
    const lost = [opened, ...asked('bob'), the.accepted('bob')];
    given(...lost)
      .when(the.revoke('bob'))
      .then(the.withdrawnFrom('bob', 'DRIVER_LOST'));
    given(...lost, the.withdrawnFrom('bob', 'DRIVER_LOST'))
      .when(the.extend(20, 'cleo'))
      .then(the.ranked('cleo'), the.extended('cleo', 20));
  });

  it('can only be one who accepted', () =>
    given(opened, ...asked('bob'))
      .when(the.revoke('bob'))
      .thenRefused(OfferNotAccepted, { outcome: 'live' }));

  it('opens nothing again that was withdrawn', () =>
    given(
      ...[opened, ...asked('bob'), the.accepted('bob'), the.withdrawn()],
      the.withdrawnFrom('bob', 'DRIVER_LOST'),
    )
      .when(the.extend(20, 'cleo'))
      .thenRefused(DispatchInvalidTransition));
});

describe('giving up', () => {
  it('comes after three minutes, whoever is still thinking', () =>
    given(opened, ...asked('bob'))
      .when(the.exhaust(180))
      .then(the.withdrawnFrom('bob', 'ATTEMPT_OVER'), the.exhausted('NO_ACCEPT', 1, 1)));

  it('says when there was nobody to ask', () =>
    given(opened)
      .when(the.exhaust(180))
      .then(the.exhausted('NO_SUPPLY', 0, 0)));

  it('comes when ten have said no', () => {
    const ten = Array.from({ length: 10 }, (_, index) => [
      the.extended(`d${index}`),
      the.declined(`d${index}`),
    ]);
    given(opened, ...ten.flat())
      .when(the.exhaust(100))
      .then(the.exhausted('NO_ACCEPT', 10, 0));
    given(opened, ...ten.flat().slice(0, -1))
      .when(the.exhaust(100))
      .thenRefused(NotExhausted);
  });

  it('does not come early', () => given(opened).when(the.exhaust(179)).thenRefused(NotExhausted));
});

describe('withdrawing', () => {
  it('takes back every offer first', () =>
    given(opened, ...missed, ...broadcast(50, 'bob', 'cleo'))
      .when(the.withdraw())
      .then(
        ...[the.withdrawnFrom('bob', 'ATTEMPT_OVER'), the.withdrawnFrom('cleo', 'ATTEMPT_OVER')],
        the.withdrawn(),
      ));

  it('means nothing to a search that has ended', () => {
    given(opened, the.withdrawn()).when(the.withdraw()).thenNothing();
    given(opened, the.exhausted('NO_SUPPLY', 0, 0))
      .when(the.withdraw())
      .thenNothing();
  });

  it('is of a search that was opened', () =>
    given().when(the.withdraw()).thenRefused(DispatchNotFound));
});
