import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Db } from 'mongodb';
import { EventStore } from '../../../shared/event-store/event-store';
import { parsePosition } from '../../../shared/kernel/log-position';
import { tailOf } from '../tail';
import { DeadLetters } from '../dead-letters/dead-letters';
import { fingerprintOf } from '../fingerprint';
import { keysTouched, readingsOf } from '../fold';
import { History } from '../history';
import type { Projection } from '../projection';
import { loadDocuments, type Place } from '../projector';
import { ReadModels, Superseded, type Build } from '../read-models';
import { Progress, type Report } from '../rebuild/progress';
import { Mending, States, type Mended } from './mending';
import { LOG_END, Refold } from './refold';
import { FoldedByOtherCode, NeverStoodStill } from './repair.errors';

/** Documents that are folded at once: more take another reading of the log instead of more memory. */
const MOST_AT_ONCE = 10_000;
/** Documents that are written all the time are repaired between two writes; some may never be. */
const LOOKS = 100;
const LOOK_AGAIN_MS = 50;
/** A writer that has been silent for so long has lost its lease. */
const SILENT_MS = 5000;

/** One document, these, or all that an event at or after a position touches. */
export type Asked =
  { readonly key: string } | { readonly keys: readonly string[] } | { readonly from: string };

/** What a repair found and did. */
export interface Repaired extends Mended {
  readonly readModel: string;
  readonly collection: string;
  /** Documents that were folded again. */
  readonly documents: number;
}

/**
 * Replaces documents of a live build by what the log says they are, beside the running live projector and without its
 * lease: each is written only over the very state that it was compared with.
 */
@Injectable()
export class Repair {
  constructor(
    private readonly db: Db,
    private readonly store: EventStore,
    private readonly readModels: ReadModels,
    private readonly deadLetters: DeadLetters,
    private readonly refold: Refold,
    private readonly history: History,
  ) {}

  /**
   * Safe to run again at any time. Documents that wait for a dead letter become what they were before it.
   * @throws FoldedByOtherCode, NeverStoodStill; Superseded when another build went live meanwhile
   */
  async run(projection: Projection<object>, asked: Asked, report: Report): Promise<Repaired> {
    const { name } = projection;
    const live = await this.liveOf(projection);
    const keys = await this.keysOf(projection, asked, live);
    const mending = new Mending(this.db.collection(live.collection));
    const progress = new Progress(name, 0, live.events, report);
    for (let at = 0; at < keys.length; at += MOST_AT_ONCE) {
      await this.mend(projection, live, keys.slice(at, at + MOST_AT_ONCE), mending, progress);
    }
    const { collection } = live;
    const repaired = { readModel: name, collection, documents: keys.length, ...mending.done };
    const { documents, changed, differences } = repaired;
    const found = { documents, changed, differences: differences.slice(0, 10) };
    // Documents that are named in numbers are told of by who names them: what they held may have to be forgotten.
    const noted = 'keys' in asked ? { documents, changed } : { ...asked, ...found };
    await this.history.note(name, 'repaired', { ...noted, collection });
    return repaired;
  }

  private async keysOf(
    projection: Projection<object>,
    asked: Asked,
    live: Build,
  ): Promise<readonly string[]> {
    if ('keys' in asked) return asked.keys;
    return 'key' in asked ? [asked.key] : this.touchedSince(projection, asked.from, live);
  }

  /** Looks again until every document is as the log has it. */
  private async mend(
    projection: Projection<object>,
    live: Build,
    keys: readonly string[],
    mending: Mending,
    progress: Progress,
  ): Promise<void> {
    const wanted = new Set(keys);
    const begun = () => this.refold.begin(projection, (key) => wanted.has(key));
    const report = (place: Place) => progress.tell('folding', place);
    let letters = await this.lettersOf(live);
    let refolded = await begun();
    for (let look = 0; wanted.size > 0; look++) {
      if (look === LOOKS) throw new NeverStoodStill(projection.name, wanted.size);
      if (look > 0) await this.pastTheOpenBatch(projection, live);
      // Whatever is found was written after the one checkpoint and before the other.
      await refolded.to(await this.checkpoint(projection, live), { report });
      const states = new States(refolded.documents, wanted);
      const found = await loadDocuments(mending.collection, [...wanted]);
      const changed = states.add.bind(states);
      await refolded.to(await this.checkpoint(projection, live), { report, changed });
      // What is written all the time is caught up with from ahead: the projector passes over what it finds done.
      if (look > 0) await refolded.to(LOG_END, { report });
      const lettersNow = await this.lettersOf(live);
      if (lettersNow === letters) {
        for (const key of await mending.putRight(found, states, refolded.documents))
          wanted.delete(key);
      } else {
        letters = lettersNow;
        refolded = await begun();
      }
    }
  }

  private async checkpoint(projection: Projection<object>, live: Build): Promise<string> {
    return (await this.liveOf(projection, live)).position ?? '';
  }

  /**
   * A batch that had loaded a document before it was replaced may still write over it, what was wrong included: only when
   * that batch is done is it worth looking again.
   */
  private async pastTheOpenBatch(projection: Projection<object>, live: Build): Promise<void> {
    const open = await this.liveOf(projection, live);
    const deadline = Date.now() + SILENT_MS;
    const isOpen = async () => (await tailOf(this.store, open, Date.now(), 1)).lag.events > 0;
    while ((await isOpen()) && Date.now() < deadline) {
      if ((await this.liveOf(projection, live)).position !== open.position) return;
      await pause(LOOK_AGAIN_MS);
    }
  }

  private async touchedSince(
    projection: Projection<object>,
    from: string,
    live: Build,
  ): Promise<string[]> {
    const upTo = live.position ?? '';
    const keys = new Set<string>();
    for await (const batch of this.store.readAll(parsePosition(from))) {
      const due = batch.filter(({ at }) => at >= from && at <= upTo);
      for (const key of keysTouched(readingsOf(projection, due))) keys.add(key);
      if ((batch.at(-1)?.at ?? '') >= upTo) break;
    }
    return [...keys];
  }

  /** @throws FoldedByOtherCode, Superseded */
  private async liveOf(projection: Projection<object>, expected?: Build): Promise<Build> {
    const { name } = projection;
    const { live } = await this.readModels.opened(projection);
    if (live.fingerprint !== fingerprintOf(projection)) throw new FoldedByOtherCode(name);
    if (expected && live.collection !== expected.collection) {
      throw new Superseded(`${name} is ${live.collection} now`);
    }
    return live;
  }

  /** What waits of the build, as text: an operator who has a parked event retried moves its documents on. */
  private async lettersOf({ collection }: Build): Promise<string> {
    const letters = this.deadLetters.letters.find({ collection }).sort({ position: 1 });
    return (await letters.map(({ _id }) => _id).toArray()).join();
  }
}
