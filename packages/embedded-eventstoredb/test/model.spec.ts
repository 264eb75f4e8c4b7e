import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ANY,
  excludeSystemEvents,
  NO_STREAM,
  START,
  type EventStoreDBClient,
  type Position,
  type ResolvedEvent,
} from '@eventstore/db-client';
import fc from 'fast-check';
import { happened, readNumbers, start, type Running } from './support/nodes';
import { StreamModel } from './support/stream-model';

type Operation =
  | { kind: 'append'; stream: number; count: number; expected: 'any' | 'no-stream' | 'right' | 7 }
  | { kind: 'describe'; stream: number; maxCount: number; truncateBefore: number }
  | { kind: 'delete' | 'tombstone'; stream: number }
  | { kind: 'restart' };

const RUNS = 15;
const STREAMS = 4;
const stream = fc.nat(STREAMS - 1);

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      stream,
      count: fc.integer({ min: 1, max: 4 }),
      expected: fc.constantFrom('any' as const, 'right' as const, 'no-stream' as const, 7 as const),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('describe' as const),
      stream,
      maxCount: fc.integer({ min: 1, max: 5 }),
      truncateBefore: fc.nat(6),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete' as const), stream }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('tombstone' as const), stream }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'restart' as const }) },
);

function said(error: unknown): string {
  const { type } = error as { type?: string };
  if (type === 'wrong-expected-version') return 'conflict';
  if (type === 'stream-deleted') return 'deleted';
  if (type === 'stream-not-found') return 'not-found';
  throw error;
}

async function outcome(work: Promise<unknown>): Promise<unknown> {
  return work.then(() => 'ok', said);
}

function expectedRevision(expected: 'any' | 'no-stream' | number) {
  if (expected === 'any') return ANY;
  return expected === 'no-stream' ? NO_STREAM : BigInt(expected);
}

/** Hears every event of `$all`, and goes on behind the last one after a restart. */
class Listener {
  readonly heard: number[] = [];
  private last: Position | typeof START = START;

  listen(client: EventStoreDBClient): void {
    const filter = excludeSystemEvents();
    const subscription = client.subscribeToAll({ fromPosition: this.last, filter });
    subscription.on('error', () => undefined);
    subscription.on('data', ({ event }: ResolvedEvent) => {
      if (event === undefined) return;
      this.heard.push((event.data as { n: number }).n);
      if (event.position !== undefined) this.last = event.position;
    });
  }
}

/** A node beside the model of what it should hold. */
class Pair {
  private readonly models = Array.from({ length: STREAMS }, () => new StreamModel());
  private readonly log: number[] = [];
  private readonly listener = new Listener();

  constructor(
    private readonly directory: string,
    private running: Running,
  ) {
    this.listener.listen(running.client);
  }

  async apply(step: Operation): Promise<void> {
    const { client } = this.running;
    switch (step.kind) {
      case 'append':
        return this.append(step);
      case 'describe': {
        const { maxCount, truncateBefore } = step;
        const done = outcome(
          client.setStreamMetadata(this.name(step), { maxCount, truncateBefore }),
        );
        expect(await done).toBe(this.model(step).describe(maxCount, truncateBefore));
        return;
      }
      case 'delete':
        expect(await outcome(client.deleteStream(this.name(step)))).toBe(this.model(step).delete());
        return;
      case 'tombstone':
        expect(await outcome(client.tombstoneStream(this.name(step)))).toBe(
          this.model(step).tombstone(),
        );
        return;
      case 'restart':
        await this.running.stop();
        this.running = await start(this.directory);
        this.listener.listen(this.running.client);
    }
  }

  async compare(): Promise<void> {
    const { client } = this.running;
    for (const [n, model] of this.models.entries()) {
      const shown = await readNumbers(client, `s-${n}`).catch(said);
      expect(shown).toEqual(model.read());
    }
    while (this.listener.heard.length < this.log.length) {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(this.listener.heard).toEqual(this.log);
  }

  stop(): Promise<void> {
    return this.running.stop();
  }

  private async append(step: Extract<Operation, { kind: 'append' }>): Promise<void> {
    const model = this.model(step);
    const expected = step.expected === 'right' ? model.events.length - 1 : step.expected;
    if (expected === -1) return;
    const numbers = Array.from({ length: step.count }, (_, n) => this.log.length + n + 1);
    const events = numbers.map((n) => happened(n));
    const revision = expectedRevision(expected);
    const appended = this.running.client.appendToStream(this.name(step), events, {
      expectedRevision: revision,
    });
    const answer = await outcome(appended);
    expect(answer).toBe(model.append(numbers, expected));
    if (answer === 'ok') this.log.push(...numbers);
  }

  private name(step: { stream: number }): string {
    return `s-${step.stream}`;
  }

  private model(step: { stream: number }): StreamModel {
    const model = this.models[step.stream];
    if (model === undefined) throw new Error('there is no such stream');
    return model;
  }
}

describe('any course of appends, deletions, metadata and restarts', () => {
  it('shows what the model shows, and subscribers hear the log once and in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 5, maxLength: 40 }), async (steps) => {
        const directory = mkdtempSync(join(tmpdir(), 'embedded-eventstoredb-model-'));
        const pair = new Pair(directory, await start(directory));
        try {
          for (const step of steps) await pair.apply(step);
          await pair.compare();
        } finally {
          await pair.stop();
          rmSync(directory, { recursive: true, force: true });
        }
      }),
      { numRuns: RUNS },
    );
  });
});
