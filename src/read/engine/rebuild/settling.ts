import { setTimeout as pause } from 'node:timers/promises';
import type { Collection } from 'mongodb';
import type { Documents } from '../fold';
import type { Kept, Stamp } from '../projection';
import { loadDocuments } from '../projector';
import type { Pair, Tally } from './tally';

const LOOK_AGAIN_MS = 50;
const LOADED_AT_ONCE = 1000;

/** What live documents are held against; under our hand, so that it can be brought to any moment. */
export interface OtherSide {
  /**
   * Brings it on to a position and not beyond; back it cannot.
   * @returns the position that it reflects then
   */
  level(position: string): Promise<string>;
  load(keys: readonly string[]): Promise<Documents<object>>;
}

/** The live build, which moves by itself. */
export interface LiveSide {
  readonly documents: Collection<Kept<object>>;
  /** The position up to which its documents reflect every event. @throws RebuildOvertaken when another build is live */
  checkpoint(): Promise<string>;
  /** Between steps that take their time: a sign of life, and whether to go on. */
  beat(): Promise<void>;
}

/** The live build has not moved for so long that it stands still, behind the other side. */
export class StandsStill extends Error {
  constructor(
    readonly keys: readonly string[],
    readonly idleRounds: number,
  ) {
    super(
      `${keys.length} documents cannot be compared: the live build stands still behind the new one`,
    );
  }
}

/**
 * Compares documents one by one, each at a moment at which both sides reflect the same events of it, while the live side
 * goes on being written: what moved is looked at again.
 * @throws StandsStill when the other side is ahead and the live one does not come after it
 */
export async function settle(
  keys: readonly string[],
  live: LiveSide,
  other: OtherSide,
  tally: Tally,
  idleRounds: number,
): Promise<void> {
  let unsettled = keys;
  for (let idle = 0; unsettled.length > 0;) {
    const before = unsettled.length;
    const left: string[] = [];
    for (let at = 0; at < before; at += LOADED_AT_ONCE) {
      await live.beat();
      const some = unsettled.slice(at, at + LOADED_AT_ONCE);
      left.push(...(await settledOnce(some, live, other, tally)));
    }
    unsettled = left;
    idle = left.length < before ? 0 : idle + 1;
    if (idle === idleRounds) throw new StandsStill(left, idleRounds);
    if (idle > 0) await pause(LOOK_AGAIN_MS);
  }
}

/** @returns the keys that are to be looked at again */
async function settledOnce(
  keys: readonly string[],
  live: LiveSide,
  other: OtherSide,
  tally: Tally,
): Promise<string[]> {
  const passed = await live.checkpoint();
  await other.level(passed);
  const ours = await loadDocuments(live.documents, keys);
  const known = await live.checkpoint();
  // To the very event that the busiest document stands at: that one is settled, however often it is written.
  const moved = [...ours.values()].map(({ _at }) => placeOf(_at)).filter((at) => at <= known);
  const reached = await other.level(moved.reduce((a, b) => (a > b ? a : b), passed));
  const theirs = await other.load(keys);
  const unsettled: string[] = [];
  for (const key of keys) {
    const pair = [ours.get(key), theirs.get(key)] as const;
    const isAhead = placeOf(stampOn(pair[0])) > known;
    if (isAhead || isSettled(pair, passed, reached)) tally.add(key, pair, isAhead);
    else unsettled.push(key);
  }
  return unsettled;
}

/**
 * Both are of the same event, or both were last touched before what both builds have passed, or the other side stands at
 * the very event of the live document.
 */
export function isSettled([live, built]: Pair, passed: string, reached: string): boolean {
  const [ours, theirs] = [stampOn(live), stampOn(built)];
  if (ours === theirs) return true;
  const [a, b] = [placeOf(ours), placeOf(theirs)];
  if (b > reached) return false;
  const common = passed < reached ? passed : reached;
  return a === reached || (a <= common && b <= common);
}

const stampOn = (document: Stamp | undefined) => document?._at ?? '';

/** A stamp ends with the part of the event. */
function placeOf(stamp: string): string {
  return stamp.slice(0, Math.max(0, stamp.lastIndexOf('/')));
}
