import { openRows, rowsOf } from '../replay/rows';
import { isRejection } from '../replay/reject';
import { destinationFrom } from '../replay/places';
import type { Random } from '../replay/random';
import type { GeoPoint } from '../shared/kernel/geo-point';

/** Somebody who wants a ride. */
export interface Demand {
  readonly number: number;
  readonly atMs: number;
  readonly pickup: GeoPoint;
  readonly dropOff: GeoPoint;
}

export class NoDemand extends Error {
  constructor(path: string) {
    super(`${path} has no rides in that time`);
  }
}

/**
 * The real rides of a file within some hours, in the order of time. Where the file does not know their ends, those are
 * drawn from the places at which others began.
 * @param fromMs undefined for the file's first ride
 * @throws UnusableFile; NoDemand
 */
export async function demandIn(
  path: string,
  fromMs: number | undefined,
  hours: number,
  random: Random,
): Promise<Demand[]> {
  const all: Omit<Demand, 'dropOff'>[] = [];
  const known = new Map<number, GeoPoint>();
  for await (const { number, reading } of rowsOf(await openRows(path), Date.now())) {
    if (isRejection(reading)) continue;
    all.push({ number, atMs: Date.parse(reading.at), pickup: reading.pickup });
    if (reading.dropOff) known.set(number, reading.dropOff);
  }
  all.sort((a, b) => a.atMs - b.atMs || a.number - b.number);
  const startMs = fromMs ?? all[0]?.atMs ?? 0;
  const endMs = startMs + hours * 3_600_000;
  const within = all.filter(({ atMs }) => atMs >= startMs && atMs < endMs);
  if (within.length === 0) throw new NoDemand(path);
  const places = within.map(({ pickup }) => pickup);
  return within.map((ride) => ({
    ...ride,
    dropOff: known.get(ride.number) ?? destinationFrom(ride.pickup, places, random),
  }));
}
