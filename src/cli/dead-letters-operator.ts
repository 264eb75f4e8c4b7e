import { setTimeout as pause } from 'node:timers/promises';
import type { DeadLetter } from '../read/engine/dead-letters/dead-letters';
import { fingerprintOf } from '../read/engine/fingerprint';
import { leaseName } from '../read/engine/live/follower';
import type { Projection } from '../read/engine/projection';
import { NothingToDo } from '../read/engine/rebuild/rebuild.errors';
import { the } from './projection-choice';
import { parsePosition } from '../shared/kernel/log-position';
import type { Engine } from './projection-engine';
import { BadUsage } from '../shared/bad-usage';

/** The projection's writer looks twice a second; a dead one's lease is free after four seconds. */
const PATIENCE_MS = 15_000;
const ASKED_EVERY_MS = 100;

/** What has become of a letter that somebody decided on. */
export interface Decided {
  readonly id: string;
  readonly projection: string;
  readonly eventId: string;
  readonly outcome:
    | 'folded'
    | 'skipped'
    /** It waits as before. */
    | 'failed again'
    /** The projection's writer has not come to it yet, and will. */
    | 'still to be done';
  readonly reason: string | null;
}

/** @throws NothingToDo when there is none, or it belongs to a build that is not live */
export async function letterOf(id: string, engine: Engine): Promise<DeadLetter> {
  const letter = await engine.deadLetters.letters.findOne({ _id: id });
  if (!letter) throw new NothingToDo(`${id} does not wait`);
  return letter;
}

/** As it was once written; null when the log no longer holds it. @throws StoreUnavailable */
export async function eventOf(
  { position, eventId }: DeadLetter,
  { store }: Engine,
): Promise<object | null> {
  const events: object[] = [];
  for await (const batch of store.readAll(parsePosition(position), { atMost: 1 })) {
    for (const { stored } of batch) {
      const { id, type, version, data, metadata, stream, revision } = stored;
      if (id !== eventId) continue;
      events.push({ id, type, version, stream, revision: Number(revision), data, metadata });
    }
  }
  return events[0] ?? null;
}

/** What waits of the live builds, in the order of the log. */
export async function lettersOf(name: string | undefined, engine: Engine): Promise<DeadLetter[]> {
  const models = await engine.readModels.all();
  const wanted = models.filter(({ _id }) => name === undefined || _id === name);
  const collection = { $in: wanted.map(({ live }) => live.collection) };
  const found = engine.deadLetters.letters.find({ collection });
  return found.sort({ projection: 1, position: 1 }).toArray();
}

export const isHead = ({ fault }: DeadLetter) => fault !== 'behind another';

/**
 * Only the first of a queue can be skipped, and only by somebody who names the very event.
 * @throws BadUsage, NothingToDo
 */
export function mustBeSkippable(letter: DeadLetter, expected: string | undefined): void {
  if (expected === undefined) throw new BadUsage('Say which event it is: --expect <eventId>');
  if (letter.eventId !== expected) {
    throw new NothingToDo(`${letter._id} is event ${letter.eventId}, not ${expected}`);
  }
  if (!isHead(letter)) {
    throw new NothingToDo(`${letter._id} waits behind another event: decide on that one first`);
  }
}

/**
 * Asks the projection's writer, or does it when there is none.
 * @throws NothingToDo when the letter's build is not live or not this code's
 */
export async function decide(
  letter: DeadLetter,
  asked: 'retry' | 'skip',
  engine: Engine,
): Promise<Decided> {
  const { deadLetters, history } = engine;
  const { _id: id, projection, eventId } = letter;
  const model = the(projection);
  await mustBeLive(letter, model, engine);
  const { matchedCount } = await deadLetters.letters.updateOne({ _id: id }, { $set: { asked } });
  if (matchedCount === 0) throw new NothingToDo(`${id} does not wait any more`);
  const left = await whatIsLeft(id, model, engine);
  const waits = left?.asked != null;
  const gone = asked === 'skip' ? 'skipped' : 'folded';
  const outcome = !left ? gone : waits ? 'still to be done' : 'failed again';
  const decided = { id, projection, eventId, outcome, reason: left?.reason ?? null } as const;
  await history.note(projection, `dead letter: ${asked}`, { id, eventId, outcome });
  return decided;
}

async function mustBeLive(
  { _id, collection, projection: name }: DeadLetter,
  projection: Projection<object>,
  { readModels }: Engine,
): Promise<void> {
  const live = (await readModels.find(name))?.live;
  if (live?.collection !== collection)
    throw new NothingToDo(`${_id} is of a build that is not live`);
  if (live.fingerprint !== fingerprintOf(projection)) {
    throw new NothingToDo(`Other code built ${collection}: only that can fold into it`);
  }
}

/** The letter once somebody has done what was asked, or as it is when nobody has in time. */
async function whatIsLeft(
  id: string,
  projection: Projection<object>,
  engine: Engine,
): Promise<DeadLetter | null> {
  const { deadLetters } = engine;
  for (const deadline = Date.now() + PATIENCE_MS; ;) {
    const letter = await deadLetters.letters.findOne({ _id: id });
    if (!letter || letter.asked === null || Date.now() >= deadline) return letter;
    if (!(await doneHere(projection, engine))) await pause(ASKED_EVERY_MS);
  }
}

/** False while another process holds the projection. */
async function doneHere(projection: Projection<object>, engine: Engine): Promise<boolean> {
  const { leases, readModels, deadLetters, secondTry } = engine;
  const { name } = projection;
  const lease = await leases.tryAcquire(leaseName(name));
  if (!lease) return false;
  try {
    const { live: build } = await readModels.opened(projection);
    const place = { build, parking: await deadLetters.parkingOf(name, build) };
    await secondTry.asAsked(projection, place, lease);
    return true;
  } finally {
    await lease.release();
  }
}
