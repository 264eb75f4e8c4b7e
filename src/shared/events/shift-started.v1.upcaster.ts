import type { DataOf } from './event';
import type { shiftEvents } from './shift.events';
import { upcaster } from './upcast';

type Today = DataOf<typeof shiftEvents, 'ShiftStarted'>;

type ShiftStartedV1 = Omit<Today, 'childSeat'>;

/** Of cars of which nobody was asked for a child seat. */
export const shiftStartedV1 = upcaster<ShiftStartedV1>(
  { type: 'ShiftStarted', version: 1 },
  [{ type: 'ShiftStarted', version: 2 }],
  (old) => [{ ...old, childSeat: false } satisfies Today],
);
