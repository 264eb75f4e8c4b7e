import type { ShiftEventOf } from '../../../../shared/events/shift.events';
import type { Instant } from '../../../../shared/kernel/time';

export type Phase = 'open' | 'enRoute' | 'onTrip' | 'break';

/** What a shift has come to so far. Milliseconds, so that many short spans lose nothing to rounding. */
export interface Totals {
  /** Until when all is counted. */
  readonly until: Instant;
  readonly spentMs: Readonly<Record<Phase, number>>;
  readonly withPassengerM: number;
  readonly odometer: { readonly first: number | null; readonly last: number | null };
}

export function noTotals(at: Instant, odometerM: number | null): Totals {
  return {
    ...{ until: at, spentMs: { open: 0, enRoute: 0, onTrip: 0, break: 0 } },
    ...{ withPassengerM: 0, odometer: { first: odometerM, last: null } },
  };
}

export function spent(totals: Totals, phase: Phase, at: Instant): Totals {
  const { spentMs } = totals;
  return {
    ...{ ...totals, until: at },
    spentMs: { ...spentMs, [phase]: spentMs[phase] + elapsedMs(totals, at) },
  };
}

/** Never negative: what is imported may tell times that do not fit together. */
function elapsedMs({ until }: Pick<Totals, 'until'>, at: Instant): number {
  return Math.max(0, Date.parse(at) - Date.parse(until));
}

export function ridden(totals: Totals, distanceM: number): Totals {
  return { ...totals, withPassengerM: totals.withPassengerM + distanceM };
}

export function odometerRead(totals: Totals, odometerM: number | undefined): Totals {
  return odometerM === undefined
    ? totals
    : { ...totals, odometer: { ...totals.odometer, last: odometerM } };
}

type Summed = 'onlineS' | 'breakS' | 'openS' | 'enRouteS' | 'onTripS' | 'km' | 'kmWithPassenger';

/** What ShiftEnded says. Whole seconds; the parts add up to the time online. */
export function summed({
  spentMs,
  withPassengerM,
  odometer: { first, last },
}: Totals): Pick<ShiftEventOf<'ShiftEnded'>['data'], Summed> {
  const openS = seconds(spentMs.open);
  const enRouteS = seconds(spentMs.enRoute);
  const onTripS = seconds(spentMs.onTrip);
  const breakS = seconds(spentMs.break);
  return {
    ...{ onlineS: openS + enRouteS + onTripS + breakS, breakS, openS, enRouteS, onTripS },
    km: first === null || last === null ? null : Math.max(0, last - first) / 1000,
    kmWithPassenger: withPassengerM / 1000,
  };
}

const seconds = (ms: number) => Math.floor(ms / 1000);
