import type { PlaceInQueue, QueueOfZone } from './zone-queue/zone-queue.document';

/** A driver's place in one queue; position 1 is next. */
export interface QueuePlace
  extends Readonly<Pick<QueueOfZone, 'tier'>>, Pick<PlaceInQueue, 'by' | 'since'> {
  readonly pos: number;
  readonly size: number;
}

/** Where a driver waits for their turn, in the queue of each tier that they drive. */
export interface WaitingDriver {
  readonly zoneId: number;
  readonly places: readonly QueuePlace[];
}

/** A question to the queues of zones that other questions ask. */
export abstract class QueuePlaces {
  /** Null when they wait nowhere. */
  abstract of(driverId: string, minPosition?: string): Promise<WaitingDriver | null>;
}
