import { specFor } from '#test/spec-for';
import * as the from '#test/shift.samples';
import { at, bob, cleo } from '#test/trip.samples';
import type { StartFacts } from './go-online';
import { shiftDecider } from './shift.decider';
import {
  ShiftHoursExhausted,
  ShiftInvalidTransition,
  ShiftNotEligible,
  ShiftNotYours,
  ShiftStartOvertaken,
} from './shift.errors';

const { given } = specFor(shiftDecider);
const knowing = (driver: Partial<StartFacts['driver']>, car: Partial<StartFacts['car']> = {}) =>
  the.goOnline({
    facts: {
      ...the.startFacts,
      driver: { ...the.startFacts.driver, ...driver },
      car: { ...the.startFacts.car, ...car },
    },
  });

describe('going online', () => {
  it('begins the first shift', () => given().when(the.goOnline()).then(the.started()));

  it('begins the next one', () =>
    given(the.started(), the.ended())
      .when(the.goOnline({ shiftNo: 2 }, bob, at('07:00:00')))
      .then(the.started({ shiftNo: 2, at: at('07:00:00') })));

  it('lasts no longer than the first paper that runs out', () =>
    given()
      .when(knowing({}, { inspectedUntil: at('09:00:00') }))
      .then(the.started({ eligibleUntil: at('09:00:00') })));

  it('leaves out the tiers that the driver is blocked for', () =>
    given()
      .when(knowing({ blockedTiers: ['premium'] }))
      .then(the.started({ tiers: ['economy'] })));

  it('refuses with everything that stands in the way', () =>
    given()
      .when(knowing({ isActive: false, papersUntil: at('04:59:59') }, { isApproved: false }))
      .thenRefused(ShiftNotEligible, {
        reasons: ['DRIVER_NOT_ACTIVE', 'DOCUMENTS_NOT_VALID', 'VEHICLE_NOT_APPROVED'],
      }));

  it.each([
    ['a paper is missing', knowing({ papersUntil: null }), 'DOCUMENTS_NOT_VALID'],
    [
      'the car was not inspected',
      knowing({}, { inspectedUntil: null }),
      'VEHICLE_INSPECTION_NOT_VALID',
    ],
    ['no tier is left', knowing({ blockedTiers: ['economy', 'premium'] }), 'BLOCKED_FOR_ITS_TIERS'],
  ])('refuses when %s', (_, asked, reason) =>
    given()
      .when(asked)
      .thenRefused(ShiftNotEligible, { reasons: [reason] }),
  );

  it('refuses a second shift while one goes on', () =>
    given(the.started())
      .when(the.goOnline({ shiftNo: 2 }))
      .thenRefused(ShiftInvalidTransition));

  it('refuses to begin for another driver', () =>
    given().when(the.goOnline({}, cleo)).thenRefused(ShiftNotYours));

  it('refuses a start that was given up meanwhile', () =>
    given(the.startAbandoned())
      .when(the.goOnline())
      .thenRefused(ShiftStartOvertaken, { lastShiftNo: 1 }));

  it('refuses when the hours are used up, and allows it after a long rest', () => {
    const facts = { ...the.startFacts, cityId: 'boston' };
    const boston = the.started({ cityId: 'boston', hoursPolicy: 'twelve-then-eight' });
    const worked = [boston, the.ended({ cityId: 'boston', at: at('16:00:01') })] as const;
    const again = (time: string) =>
      the.goOnline(
        { shiftNo: 2, facts: { ...facts, driver: { ...facts.driver, papersUntil: '2015' } } },
        ...([bob, time] as const),
      );
    given(...worked)
      .when(again(at('23:59:59')))
      .thenRefused(ShiftHoursExhausted, { hoursPolicy: 'twelve-then-eight', missingS: 1 });
    given(...worked)
      .when(again('2014-04-02T00:00:01.000Z'))
      .then(
        the.started({
          ...{ shiftNo: 2, cityId: 'boston', hoursPolicy: 'twelve-then-eight' },
          ...{ at: '2014-04-02T00:00:01.000Z', eligibleUntil: '2014-06-01T00:00:00.000Z' },
        }),
      );
  });
});
