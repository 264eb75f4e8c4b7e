import * as the from '#test/driver.samples';
import { specFor } from '#test/spec-for';
import { bob, cleo, olga } from '#test/trip.samples';
import type { DriverEvent } from '../../../../shared/events/driver.events';
import { DOCUMENT_KINDS } from '../../../../shared/events/driver.shapes';
import { ActivateDriver } from './activate-driver';
import { ApplyToDrive } from './apply-to-drive';
import { papersUntil, type KnownDriver } from './driver';
import { driverDecider } from './driver.decider';
import {
  DocumentNotShown,
  DocumentOver,
  DocumentsNotVerified,
  DriverInvalidTransition,
  DriverNotFound,
  DriverNotYours,
} from './driver.errors';
import { RejectDocument, SubmitDocument, VerifyDocument } from './show-documents';

const { given } = specFor(driverDecider);
const today = the.day('03-01');
const licence = { kind: 'driving-licence', documentNo: 'B 123', scanRef: 'scan-1' } as const;
const apply = the.ofBob(
  ApplyToDrive,
  { cityId: 'nyc', name: 'Bob Baker', phone: '+1 212 555 0142' },
  ...([bob, today] as const),
);
const submit = (by = bob as typeof bob | typeof cleo) =>
  the.ofBob(SubmitDocument, licence, by, today);
const verify = (validUntil = the.validUntil) =>
  the.ofBob(VerifyDocument, { kind: 'driving-licence', validUntil }, olga, today);
const reject = the.ofBob(
  RejectDocument,
  { kind: 'driving-licence', reason: 'Not to be read' },
  ...([olga, today] as const),
);
const activate = the.ofBob(ActivateDriver, {}, olga, today);
const allButLicence = DOCUMENT_KINDS.filter((kind) => kind !== 'driving-licence').map((kind) =>
  the.submitted({ kind }),
);
const allVerified = DOCUMENT_KINDS.map((kind) => the.verified({ kind }));

describe('becoming a driver', () => {
  it('begins with an application', () => given().when(apply).then(the.applied()));
  it('is applied for once', () =>
    given(the.applied()).when(apply).thenRefused(DriverInvalidTransition));
  it('is nobody else’s to begin', () =>
    given(the.applied()).when(submit(cleo)).thenRefused(DriverNotYours));
  it('goes on with papers', () => given(the.applied()).when(submit()).then(the.submitted()));
  it('needs an application first', () => given().when(submit()).thenRefused(DriverNotFound));

  it('is reviewed as soon as every paper is there', () =>
    given(the.applied(), ...allButLicence)
      .when(submit())
      .then(the.submitted(), the.reviewStarted()));

  it('is reviewed again when a rejected paper is replaced', () =>
    given(...the.underReview, the.rejected())
      .when(submit())
      .then(the.submitted(), the.reviewStarted()));

  it('ends with the activation', () =>
    given(...the.underReview, ...allVerified)
      .when(activate)
      .then(the.activated()));

  it('does not end while a paper is not verified, or has run out', () => {
    given(...the.underReview, ...allVerified.slice(1))
      .when(activate)
      .thenRefused(DocumentsNotVerified, { kinds: ['driving-licence'] });
    given(
      ...the.underReview,
      ...allVerified,
      the.verified({ kind: 'insurance', validUntil: today }),
    )
      .when(activate)
      .thenRefused(DocumentsNotVerified, { kinds: ['insurance'] });
  });

  it('does not end while papers are missing', () =>
    given(...the.underReview, the.rejected())
      .when(activate)
      .thenRefused(DriverInvalidTransition));
});

describe('a paper', () => {
  it('is verified with its end', () =>
    given(...the.underReview)
      .when(verify())
      .then(the.verified()));
  it('is rejected with a reason', () =>
    given(...the.underReview)
      .when(reject)
      .then(the.rejected()));
  it('is not verified when it has run out', () =>
    given(...the.underReview)
      .when(verify(today))
      .thenRefused(DocumentOver));
  it('is decided on once', () =>
    given(...the.underReview, the.verified())
      .when(verify())
      .thenRefused(DocumentNotShown, { kind: 'driving-licence' }));

  it('holds until it runs out, whatever is shown after it', () => {
    const until = (...later: readonly DriverEvent[]) =>
      papersUntil(
        [...the.active, ...later].reduce(
          driverDecider.evolve,
          driverDecider.initialState,
        ) as KnownDriver,
      );
    expect(until()).toBe(the.validUntil);
    expect(until(the.submitted(), the.rejected())).toBe(the.validUntil);
    expect(until(the.submitted(), the.verified({ validUntil: the.day('12-01') }))).toBe(
      the.day('12-01'),
    );
    expect(papersUntil({ papers: {} })).toBeNull();
  });
});
