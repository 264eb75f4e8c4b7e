import * as the from '#test/driver.samples';
import { specFor } from '#test/spec-for';
import { system } from '#test/trip.samples';
import { driverDecider } from './driver.decider';
import { NoteExpiry } from './note-expiry';

const { given } = specFor(driverDecider);
const look = (at: string, validUntil = the.validUntil) =>
  the.ofBob(NoteExpiry, { kind: 'driving-licence', validUntil }, system, at);
const on = (date: string) => `2015-${date}T10:00:00.000Z`;
const notice = (daysLeft: number, at: string) => the.expiring({ daysLeft, at });

describe('a paper that runs out', () => {
  it.each([
    [30, '01-30'],
    [7, '02-22'],
    [1, '02-28'],
  ])('is told of %d days before', (days, date) =>
    given(...the.active)
      .when(look(on(date)))
      .then(notice(days, on(date))),
  );

  it('is not told of earlier', () =>
    given(...the.active)
      .when(look('2015-01-30T09:59:59.000Z'))
      .thenNothing());

  it('is told of once, and late with the most pressing word', () => {
    given(...the.active, notice(30, on('01-30')))
      .when(look(on('02-01')))
      .thenNothing();
    given(...the.active)
      .when(look(on('02-25')))
      .then(notice(7, on('02-25')));
    given(...the.active, notice(1, on('02-28')))
      .when(look(on('02-28')))
      .thenNothing();
  });

  it('has run out', () => {
    given(...the.active, notice(1, on('02-28')))
      .when(look(the.validUntil))
      .then(the.expired());
    given(...the.active, the.expired())
      .when(look(the.validUntil))
      .thenNothing();
  });

  it('is forgotten when another came in its place', () =>
    given(...the.active, the.verified({ validUntil: '2016-03-01T10:00:00.000Z' }))
      .when(look(the.validUntil))
      .thenNothing());

  it('is nothing to somebody who is no driver any more', () =>
    given(...the.active, the.deactivated())
      .when(look(the.validUntil))
      .thenNothing());
});
