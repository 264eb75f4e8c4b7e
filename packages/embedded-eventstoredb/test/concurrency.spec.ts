import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ANY,
  NO_STREAM,
  type EventStoreDBClient,
  type Position,
  type ResolvedEvent,
} from '@eventstore/db-client';
import fc from 'fast-check';
import { Follower, identity, MARK, wants, type Interest } from './support/follower';
import { happened, readNumbers, start, type Running } from './support/nodes';
import { StreamModel } from './support/stream-model';

type Write =
  | { kind: 'append'; stream: number; count: number; expected: 'any' | 'no-stream' }
  | { kind: 'describe'; stream: number; maxCount: number; truncateBefore: number }
  | { kind: 'delete' | 'tombstone'; stream: number };

interface Course {
  /** What is written between two restarts, by all writers at once. */
  phases: Write[][];
  /** The subscribers, each with the phase in which it comes; some when all is written. */
  subscribers: { of: Interest['of']; stream: number; phase: number }[];
}

/** Lets the subscribers of a phase, new or not, listen to the node that has just started. */
type Follow = (client: EventStoreDBClient, phase: number) => void;

interface Written {
  running: Running;
  done: Done[];
}

/** A write with how it ended: at a position, or refused. */
interface Done {
  write: Write;
  numbers: number[];
  position: bigint | undefined;
  refusal: string | undefined;
}

const WRITERS = 32;
const SUBSCRIBERS = 16;
const STREAMS = 5;
/** The streams that nobody describes or deletes: who follows one hears all of it. */
const PLAIN = 2;
const RUNS = 10;
const MOST_PHASES = 3;
const MOST_TRUNCATED = 30;

const anyStream = fc.nat(STREAMS - 1);
const notPlain = fc.integer({ min: PLAIN, max: STREAMS - 1 });
const anyWrite: fc.Arbitrary<Write> = fc.oneof(
  {
    weight: 40,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      stream: anyStream,
      count: fc.integer({ min: 1, max: 4 }),
      expected: fc.constantFrom('any' as const, 'any' as const, 'no-stream' as const),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('describe' as const),
      stream: notPlain,
      maxCount: fc.integer({ min: 1, max: 20 }),
      truncateBefore: fc.nat(MOST_TRUNCATED),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('delete' as const), stream: notPlain }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('tombstone' as const), stream: notPlain }),
  },
);

const course: fc.Arbitrary<Course> = fc.record({
  phases: fc.array(fc.array(anyWrite, { minLength: 2 * WRITERS, maxLength: 4 * WRITERS }), {
    minLength: 1,
    maxLength: MOST_PHASES,
  }),
  subscribers: fc.array(
    fc.record({
      of: fc.constantFrom<Interest['of'][]>('all', 'odd', 'some streams', 'stream'),
      stream: anyStream,
      phase: fc.nat(MOST_PHASES),
    }),
    { minLength: SUBSCRIBERS, maxLength: SUBSCRIBERS },
  ),
});

function nameOf({ stream }: { stream: number }): string {
  return `s-${stream}`;
}

/** Numbers events, so that each can be told apart and half of them are odd. */
class Numbers {
  private last = 0;

  take(count: number): number[] {
    return Array.from({ length: count }, () => ++this.last);
  }
}

function perform(client: EventStoreDBClient, step: Write, numbers: number[]) {
  switch (step.kind) {
    case 'append': {
      const events = numbers.map((n) => happened(n, n % 2 === 1 ? 'Odd' : 'Even'));
      const expectedRevision = step.expected === 'any' ? ANY : NO_STREAM;
      return client.appendToStream(nameOf(step), events, { expectedRevision });
    }
    case 'describe': {
      const { maxCount, truncateBefore } = step;
      return client.setStreamMetadata(nameOf(step), { maxCount, truncateBefore });
    }
    case 'delete':
      return client.deleteStream(nameOf(step));
    case 'tombstone':
      return client.tombstoneStream(nameOf(step));
  }
}

function said(error: unknown): string {
  const { type } = error as { type?: string };
  if (type === 'wrong-expected-version') return 'conflict';
  if (type === 'stream-deleted') return 'deleted';
  if (type === 'stream-not-found') return 'not-found';
  throw error;
}

function settle(
  write: Write,
  numbers: number[],
  work: Promise<{ position?: Position }>,
): Promise<Done> {
  return work.then(
    ({ position }) => ({ write, numbers, position: position?.commit, refusal: undefined }),
    (error: unknown) => ({ write, numbers, position: undefined, refusal: said(error) }),
  );
}

/** All writers at once, each one write after the other. */
async function writeAll(client: EventStoreDBClient, steps: Write[], numbers: Numbers) {
  const done: Done[] = [];
  const writer = async (first: number): Promise<void> => {
    for (let n = first; n < steps.length; n += WRITERS) {
      const step = steps[n];
      if (step === undefined) continue;
      const taken = numbers.take(step.kind === 'append' ? step.count : 0);
      done.push(await settle(step, taken, perform(client, step, taken)));
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, n) => writer(n)));
  return done;
}

function applyTo(model: StreamModel, { write: step, numbers }: Done): string {
  switch (step.kind) {
    case 'append':
      return model.append(numbers, step.expected);
    case 'describe':
      return model.describe(step.maxCount, step.truncateBefore);
    case 'delete':
      return model.delete();
    case 'tombstone':
      return model.tombstone();
  }
}

/** What the log should be: the writes that were acknowledged, in the order of their positions. */
function replay(done: Done[]): { models: StreamModel[]; events: [string, number][] } {
  const models = Array.from({ length: STREAMS }, () => new StreamModel());
  const events: [string, number][] = [];
  const acknowledged = done.filter(({ position }) => position !== undefined);
  acknowledged.sort((one, other) => Number((one.position ?? 0n) - (other.position ?? 0n)));
  for (const each of acknowledged) {
    const model = models[each.write.stream] ?? new StreamModel();
    expect(applyTo(model, each)).toBe('ok');
    events.push(...each.numbers.map((n): [string, number] => [nameOf(each.write), n]));
  }
  for (const { write: step, refusal } of done) {
    const model = models[step.stream];
    if (refusal === 'deleted') expect(model?.read()).toBe('deleted');
    if (refusal === 'conflict') expect(['delete', 'append']).toContain(step.kind);
  }
  return { models, events };
}

type Event = NonNullable<ResolvedEvent['event']>;

async function readLog(client: EventStoreDBClient): Promise<Event[]> {
  const log: Event[] = [];
  for await (const { event } of client.readAll()) if (event !== undefined) log.push(event);
  return log;
}

/** The last event that a subscriber can hear. */
function endOf({ of, stream }: Interest): (event: Event) => boolean {
  const last = of === 'stream' ? stream : 'end';
  return ({ streamId, type }) => streamId === last && (type === MARK || type === '$streamDeleted');
}

function followersOf({ subscribers }: Course): { follower: Follower; phase: number }[] {
  return subscribers.map(({ of, stream, phase }) => {
    const interest: Interest = { of, stream: nameOf({ stream }) };
    return { phase, follower: new Follower(interest, endOf(interest)) };
  });
}

/** What retention hides may be gone before a subscriber of the stream comes to it; what is shown may not. */
function expectInOrder(heard: string[], log: string[], shown: string[]): void {
  const places = heard.map((event) => log.indexOf(event));
  expect(places).not.toContain(-1);
  expect(places.every((place, n) => n === 0 || place > (places[n - 1] ?? place))).toBe(true);
  expect(heard).toEqual(expect.arrayContaining(shown));
}

async function expectHeard(follower: Follower, log: Event[], models: StreamModel[]): Promise<void> {
  const heard = await follower.all();
  const { interest } = follower;
  const wanted = log.filter((event) => wants(interest, event)).map(identity);
  const stream = Number(interest.stream.slice(2));
  if (interest.of !== 'stream' || stream < PLAIN) {
    expect(heard).toEqual(wanted);
    return;
  }
  const shown = models[stream]?.read() ?? [];
  expectInOrder(heard, wanted, typeof shown === 'string' ? [] : wanted.slice(-shown.length));
}

/** The last events of each stream, so many that its metadata cannot hide them all, and of the log. */
async function writeMarks(client: EventStoreDBClient, numbers: Numbers): Promise<Done[]> {
  const done: Done[] = [];
  for (let stream = 0; stream < STREAMS; stream++) {
    const count = MOST_TRUNCATED + 1;
    const write: Write = { kind: 'append', stream, count, expected: 'any' };
    const taken = numbers.take(count);
    const events = taken.map((n) => happened(n, n === taken.at(-1) ? MARK : 'Even'));
    done.push(await settle(write, taken, client.appendToStream(nameOf(write), events)));
  }
  await client.appendToStream('end', happened(0, MARK));
  return done;
}

/** Plays the phases, with a restart between each two; gives the running node at the end. */
async function write(directory: string, { phases }: Course, follow: Follow): Promise<Written> {
  const numbers = new Numbers();
  const done: Done[] = [];
  let running = await start(directory);
  for (const [phase, steps] of phases.entries()) {
    if (phase > 0) {
      await running.stop();
      running = await start(directory);
    }
    follow(running.client, phase);
    done.push(...(await writeAll(running.client, steps, numbers)));
  }
  done.push(...(await writeMarks(running.client, numbers)));
  return { running, done };
}

function expectLog(log: Event[], events: [string, number][]): void {
  const numbered = log.filter(
    ({ streamId, type }) => streamId.startsWith('s-') && type !== '$streamDeleted',
  );
  const numbers = numbered.map(({ streamId, data }) => [streamId, (data as { n: number }).n]);
  expect(numbers).toEqual(events);
  expect(new Set(log.map(identity)).size).toBe(log.length);
}

async function play(directory: string, course: Course): Promise<void> {
  const followers = followersOf(course);
  const { running, done } = await write(directory, course, (client, now) => {
    for (const { follower, phase } of followers) if (phase <= now) follower.follow(client);
  });
  const late = followers.filter(({ phase }) => phase >= course.phases.length);
  for (const { follower } of late) follower.follow(running.client);
  const log = await readLog(running.client);
  const { models, events } = replay(done);
  expectLog(log, events);
  for (const [stream, model] of models.entries()) {
    const shown = await readNumbers(running.client, nameOf({ stream })).catch(said);
    expect(shown).toEqual(model.read());
  }
  for (const { follower } of followers) await expectHeard(follower, log, models);
  await running.stop();
}

describe('32 writers and 16 subscribers, over deletions, metadata and restarts', () => {
  it('everyone hears the order of the log, which is the order of the acknowledgements', async () => {
    await fc.assert(
      fc.asyncProperty(course, async (each) => {
        const directory = mkdtempSync(join(tmpdir(), 'embedded-eventstoredb-concurrency-'));
        try {
          await play(directory, each);
        } finally {
          rmSync(directory, { recursive: true, force: true });
        }
      }),
      { numRuns: RUNS },
    );
  });
});
