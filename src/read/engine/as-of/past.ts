import { Injectable } from '@nestjs/common';
import type { RecordedCityEvent } from '../../../shared/events/city.events';
import { EventStore } from '../../../shared/event-store/event-store';
import { formatPosition } from '../../../shared/kernel/log-position';
import { DeadLetters } from '../dead-letters/dead-letters';
import type { Projection } from '../projection';
import type { AsOf } from './as-of';
import { isAfter, type Moment } from './moment';

/** A document as it once was, beside what it is now: who may see it is a question of now. */
export interface Past<D extends object> {
  /** Undefined when there was none at that moment. */
  readonly then: D | undefined;
  readonly now: D | undefined;
  /** The last event that `then` reflects. */
  readonly asOf: AsOf;
}

/** Folds one stream to a moment. Nothing is written, and nothing but the stream is read. */
@Injectable()
export class PastOfStreams {
  constructor(
    private readonly store: EventStore,
    private readonly deadLetters: DeadLetters,
  ) {}

  /**
   * For projections whose document is made of one stream alone.
   * @throws StoreUnavailable; UnreadableEvent when today's code cannot read the stream
   */
  async of<D extends object>(
    projection: Projection<D>,
    stream: string,
    key: string,
    moment: Moment,
  ): Promise<Past<D>> {
    const [{ events }, skips] = await Promise.all([
      this.store.readStream(stream),
      this.deadLetters.skipsOf(projection.name),
    ]);
    const due = (events as readonly RecordedCityEvent[]).filter(({ id }) => !skips.has(id));
    return folded(projection, due, key, moment);
  }
}

function folded<D extends object>(
  { keysOf, evolve }: Projection<D>,
  events: readonly RecordedCityEvent[],
  key: string,
  moment: Moment,
): Past<D> {
  let past: Past<D> = { then: undefined, now: undefined, asOf: { position: null, time: null } };
  let over = false;
  for (const event of events) {
    const position = formatPosition(event.position);
    const { recordedAt: time } = event.metadata;
    over ||= isAfter(moment, position, time);
    try {
      const now = keysOf(event).includes(key) ? evolve(past.now, event, key) : past.now;
      past = over ? { ...past, now } : { then: now, now, asOf: { position, time } };
    } catch {
      // Such an event is parked: the read model too shows the document as it was before.
      break;
    }
  }
  return past;
}
