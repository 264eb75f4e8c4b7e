import { Injectable } from '@nestjs/common';
import { EventStore } from '../../../shared/event-store/event-store';
import type { LogEntry } from '../../../shared/event-store/log-entry';
import { parsePosition } from '../../../shared/kernel/log-position';
import type { Lease } from '../../../shared/mongo/leases';
import type { Projection } from '../projection';
import { Projector, type Place } from '../projector';
import { DeadLetters, type DeadLetter, type Skip } from './dead-letters';
import { Parking } from './parking';

/** Folds parked events again when an operator asks for it, each with all that waits behind it. */
@Injectable()
export class SecondTry {
  constructor(
    private readonly store: EventStore,
    private readonly projector: Projector,
    private readonly deadLetters: DeadLetters,
  ) {}

  /** Does what was asked for and answers with what still waits. @throws LeaseLost */
  async asAsked(projection: Projection<object>, place: Place, lease: Lease): Promise<Parking> {
    const { collection } = place.build;
    let parking = place.parking;
    for (;;) {
      const letters = await this.deadLetters.letters
        .find({ collection })
        .sort({ position: 1 })
        .toArray();
      const asked = letters.find((letter) => letter.asked !== null);
      if (!asked) return parking;
      parking = await this.again(projection, { ...place, parking }, asked, letters, lease);
    }
  }

  private async again(
    projection: Projection<object>,
    { build }: Place,
    asked: DeadLetter,
    letters: readonly DeadLetter[],
    lease: Lease,
  ): Promise<Parking> {
    const queue = queueOf(asked, letters);
    const others = letters.filter((letter) => !queue.includes(letter));
    const skips = asked.asked === 'skip' ? [skipOf(asked)] : [];
    const skipped = await this.deadLetters.skipsOf(projection.name);
    const before = new Parking(
      others,
      new Set([...skipped, ...skips.map(({ eventId }) => eventId)]),
    );
    const entries: LogEntry[] = [];
    for (const letter of queue) entries.push(await this.entryOf(letter));
    return this.projector.fold(
      projection,
      { build, parking: before },
      entries,
      lease,
      async (session) => {
        await this.deadLetters.remove(queue, session);
        await this.deadLetters.skip(skips, session);
      },
    );
  }

  private async entryOf({ position, eventId }: DeadLetter): Promise<LogEntry> {
    for await (const [entry] of this.store.readAll(parsePosition(position), { atMost: 1 })) {
      if (entry?.stored.id === eventId) return entry;
    }
    throw new Error(`The log no longer holds ${eventId} at ${position}`);
  }
}

/** The letter and all that waits with it: whatever shares a document or a stream, directly or over others. */
function queueOf(asked: DeadLetter, letters: readonly DeadLetter[]): DeadLetter[] {
  const shared = new Set(thingsOf(asked));
  for (let before = 0; shared.size > before;) {
    before = shared.size;
    for (const letter of letters) {
      const things = thingsOf(letter);
      if (things.some((thing) => shared.has(thing))) for (const thing of things) shared.add(thing);
    }
  }
  return letters.filter((letter) => thingsOf(letter).some((thing) => shared.has(thing)));
}

const thingsOf = ({ keys, stream }: DeadLetter) => [
  `stream ${stream}`,
  ...(keys ?? []).map((key) => `document ${key}`),
];

function skipOf({ projection, eventId, type, stream }: DeadLetter): Skip {
  const _id = `${projection}/${eventId}`;
  return { _id, projection, eventId, type, stream, skippedAt: new Date() };
}
