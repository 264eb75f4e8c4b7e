import type { DriverApp } from './driver-app';
import type { RiderApp } from './rider-app';
import type { Tally } from './tally';

/** How a live city stands. */
export interface LiveProgress {
  readonly online: number;
  readonly free: number;
  readonly busy: number;
  /** Riders whom nobody drives yet. */
  readonly waiting: number;
  readonly requests: number;
  /** That came to an end. */
  readonly offers: number;
  readonly completed: number;
}

export function progressOf(
  drivers: Iterable<DriverApp>,
  riders: Iterable<RiderApp>,
  { offers, requests, completed }: Tally,
): LiveProgress {
  let [online, free, busy, waiting] = [0, 0, 0, 0];
  for (const { view } of drivers) {
    if (view.shiftState === 'Offline') continue;
    online += 1;
    if (view.currentTrip !== null) busy += 1;
    else if (view.shiftState === 'Available') free += 1;
  }
  for (const { isMatched } of riders) if (!isMatched) waiting += 1;
  const ended = Object.values(offers).reduce((sum, count) => sum + count, 0);
  return { online, free, busy, waiting, requests, offers: ended, completed };
}
