import type { ZoneQueueEvent } from '../../../../shared/events/zone-queue.events';
import type { Sent } from '../../../../shared/kernel/sent';
import { rulesOf } from '../../../../shared/kernel/transition-table';
import type { ZoneQueue } from './zone-queue';

/** The queue for one tier inside the fence of one zone. */
export interface QueueId {
  readonly zoneId: number;
  readonly tier: string;
}

/** The last part of the stream's name. */
export function queueKey({ zoneId, tier }: QueueId): string {
  return `${zoneId}-${tier}`;
}

/** A class only because the command bus routes by class; to the rules it is plain data. */
export abstract class ZoneQueueCommand<Data extends object = object> {
  abstract readonly type: string;

  constructor(
    readonly id: QueueId,
    readonly data: Data,
    readonly sent: Sent,
  ) {}
}

export const zoneQueueRule = rulesOf<ZoneQueueCommand, ZoneQueue, ZoneQueueEvent, QueueId>();

export type ZoneQueueRule = ReturnType<typeof zoneQueueRule>;
