import type { SimulatedDriver } from './fleet';

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

export interface Spread {
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
}

/** What a simulated stretch of a city came to. Times in seconds unless named otherwise. */
export interface Figures {
  readonly requests: number;
  /** Requests that ever had a driver on the way, and their share of all. */
  readonly matched: number;
  readonly matchRate: number;
  /** From the acceptance to the driver's arrival. */
  readonly pickupEtaS: Spread;
  /** From the request to the driver's arrival. */
  readonly waitS: Spread;
  readonly completed: number;
  readonly unfulfilled: Readonly<Record<string, number>>;
  /** Driven towards pickups. */
  readonly deadheadKm: number;
  /** Time with passengers, of all time online. */
  readonly utilisation: number;
  /** Of what drivers earned per hour online: 0, all the same, to 1. Drivers of at least an hour. */
  readonly earningsGini: number;
  readonly msPerTick: { readonly p50: number; readonly p99: number };
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const sum = sorted.reduce((total, value) => total + value, 0);
  return {
    mean: rounded(sorted.length === 0 ? 0 : sum / sorted.length, 1),
    p50: rounded(percentile(sorted, 0.5), 1),
    p95: rounded(percentile(sorted, 0.95), 1),
  };
}

export function ticksOf(ms: readonly number[]): Figures['msPerTick'] {
  const sorted = ms.toSorted((a, b) => a - b);
  return { p50: rounded(percentile(sorted, 0.5), 2), p99: rounded(percentile(sorted, 0.99), 2) };
}

const AN_HOUR_S = 3600;

export function fleetFigures(fleet: readonly SimulatedDriver[]) {
  const total = (what: (driver: SimulatedDriver) => number) =>
    fleet.reduce((sum, driver) => sum + what(driver), 0);
  const onlineS = total((driver) => driver.onlineS);
  const perHour = fleet
    .filter((driver) => driver.onlineS >= AN_HOUR_S)
    .map(({ earnedMinor, onlineS }) => earnedMinor / (onlineS / AN_HOUR_S));
  return {
    deadheadKm: rounded(total((driver) => driver.emptyM) / 1000, 0),
    utilisation: rounded(onlineS === 0 ? 0 : total((driver) => driver.onTripS) / onlineS, 4),
    earningsGini: rounded(gini(perHour), 4),
  };
}

/** Half the mean difference between any two, as a share of the mean. */
export function gini(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const sum = sorted.reduce((total, value) => total + value, 0);
  if (sum === 0) return 0;
  const weighted = sorted.reduce((total, value, index) => total + (index + 1) * value, 0);
  return (2 * weighted) / (sorted.length * sum) - (sorted.length + 1) / sorted.length;
}

export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
