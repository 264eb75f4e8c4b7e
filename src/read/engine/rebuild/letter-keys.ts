import { Injectable } from '@nestjs/common';
import { EventStore } from '../../../shared/event-store/event-store';
import { parsePosition } from '../../../shared/kernel/log-position';
import { DeadLetters, type DeadLetter } from '../dead-letters/dead-letters';
import { keysTouched, readingsOf } from '../fold';
import type { Projection } from '../projection';
import type { Build } from '../read-models';

/** Which documents of a build wait for dead letters, as far as today's code can tell. */
@Injectable()
export class LetterKeys {
  constructor(
    private readonly store: EventStore,
    private readonly deadLetters: DeadLetters,
  ) {}

  async of(
    projection: Projection<object>,
    { collection }: Pick<Build, 'collection'>,
  ): Promise<ReadonlySet<string>> {
    const letters = await this.deadLetters.letters.find({ collection }).toArray();
    const waiting = new Set(letters.flatMap(({ keys }) => keys ?? []));
    for (const letter of letters.filter(({ keys }) => keys === null)) {
      for (const key of await this.keysToday(projection, letter)) waiting.add(key);
    }
    return waiting;
  }

  /** Nobody could tell when it was parked; a version that has learnt to read it can. */
  private async keysToday(
    projection: Projection<object>,
    { position, eventId }: DeadLetter,
  ): Promise<readonly string[]> {
    const keys: string[] = [];
    for await (const batch of this.store.readAll(parsePosition(position), { atMost: 1 })) {
      const entries = batch.filter(({ stored }) => stored.id === eventId);
      keys.push(...keysTouched(readingsOf(projection, entries)));
    }
    return keys;
  }
}
