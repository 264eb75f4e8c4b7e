import { Injectable } from '@nestjs/common';
import { Db, type Collection } from 'mongodb';
import { fingerprintOf } from '../fingerprint';
import type { Kept, Projection } from '../projection';
import type { Place } from '../projector';
import { ReadModels, type Build } from '../read-models';
import { Refold } from '../refold/refold';
import type { AllowedDifference } from './allowed-differences';
import { LetterKeys } from './letter-keys';
import { RebuildOvertaken } from './rebuild.errors';
import { isSettled, settle, StandsStill, type LiveSide, type OtherSide } from './settling';
import { areSame, documentsOf, keyOf, sideBySide, type StoredPair } from './side-by-side';
import { Tally, type Compared } from './tally';

/** Rounds without anything settled, 50 ms each: the live build, if anybody folds it at all, has moved by then. */
const PATIENCE = 40;

/** The build differs from the live one in ways that nobody meant: it stays, and is not switched to. */
export class PartedWays extends Error {
  constructor(
    readonly readModel: string,
    readonly parity: Compared,
  ) {
    super(
      `${parity.refused} of ${parity.documents} documents of ${readModel} differ from the live ones: nothing was switched`,
    );
  }
}

export interface ComparedHow {
  readonly allowed: readonly AllowedDifference[];
  beat(this: void): Promise<void>;
}

/** Compares live documents with what they should be, each at a moment at which both reflect the same events. */
@Injectable()
export class Parity {
  constructor(
    private readonly db: Db,
    private readonly readModels: ReadModels,
    private readonly letterKeys: LetterKeys,
    private readonly refold: Refold,
  ) {}

  /**
   * Every document of both.
   * @param build at the position of the live one, or anywhere near
   * @throws RebuildOvertaken when another build goes live meanwhile
   */
  async compare(
    projection: Projection<object>,
    build: Build,
    side: OtherSide,
    how: ComparedHow,
  ): Promise<Compared> {
    const { live, tally, liveSide } = await this.begin(projection, how);
    const common = theEarlier(live.position ?? '', build.position ?? '');
    const theirs = this.db.collection<Kept<object>>(build.collection);
    const moving: string[] = [];
    for await (const pairs of sideBySide(liveSide.documents, theirs)) {
      await how.beat();
      for (const stored of pairs) {
        if (areSame(stored) && !tally.mayWait) tally.addSame(stored[1].bytes);
        else if (!addedIfSettled(tally, stored, common)) moving.push(keyOf(stored));
      }
    }
    await this.settled(projection, moving, liveSide, side, tally);
    return tally.compared;
  }

  /** The live documents of these keys, against `side`. @throws RebuildOvertaken */
  async compareSome(
    projection: Projection<object>,
    keys: readonly string[],
    side: OtherSide,
    how: ComparedHow,
  ): Promise<Compared> {
    const { tally, liveSide } = await this.begin(projection, how);
    await settle(keys, liveSide, side, tally, PATIENCE);
    return tally.compared;
  }

  /** Where the live build stands still behind the new one, what the new code made of them up to there is folded again. */
  private async settled(
    projection: Projection<object>,
    keys: readonly string[],
    live: LiveSide,
    side: OtherSide,
    tally: Tally,
  ): Promise<void> {
    try {
      await settle(keys, live, side, tally, PATIENCE);
    } catch (error) {
      if (!(error instanceof StandsStill)) throw error;
      const left = new Set(error.keys);
      const again = await refoldedSide(this.refold, projection, (key) => left.has(key));
      await settle(error.keys, live, again, tally, PATIENCE);
    }
  }

  private async begin(projection: Projection<object>, { allowed, beat }: ComparedHow) {
    const { name } = projection;
    const { live } = await this.readModels.opened(projection);
    const sameCode = live.fingerprint === fingerprintOf(projection);
    const tally = new Tally({
      allowed: [...allowed, ...(projection.changes ?? [])],
      waiting: await this.letterKeys.of(projection, live),
      sameCode,
    });
    const checkpoint = async () => {
      const now = (await this.readModels.find(name))?.live;
      if (now?.collection !== live.collection) throw new RebuildOvertaken(name);
      return now.position ?? '';
    };
    const documents: Collection<Kept<object>> = this.db.collection(live.collection);
    return { live, tally, liveSide: { documents, checkpoint, beat } };
  }
}

function addedIfSettled(tally: Tally, stored: StoredPair, common: string): boolean {
  const pair = documentsOf(stored);
  const settled = isSettled(pair, common, common);
  if (settled) tally.add(keyOf(stored), pair);
  return settled;
}

const theEarlier = (a: string, b: string) => (a < b ? a : b);

export interface RefoldedSide extends OtherSide {
  /** How far it was folded. */
  readonly place: Place;
  /** Of the documents that the log has, as far as it was folded. */
  keys(): Iterable<string>;
}

/** What the log has of the wanted documents, folded again in memory. */
export async function refoldedSide(
  refold: Refold,
  projection: Projection<object>,
  wanted: (key: string) => boolean,
  report: (place: Place) => void = () => undefined,
): Promise<RefoldedSide> {
  const refolded = await refold.begin(projection, wanted);
  let reached = '';
  return {
    get place() {
      return refolded.place;
    },
    keys: () => refolded.documents.keys(),
    async level(position) {
      await refolded.to(position, { report });
      if (position > reached) reached = position;
      return reached;
    },
    load: (keys) => {
      const some = keys.flatMap((key) => {
        const document = refolded.documents.get(key);
        return document ? [[key, document] as const] : [];
      });
      return Promise.resolve(new Map(some));
    },
  };
}
