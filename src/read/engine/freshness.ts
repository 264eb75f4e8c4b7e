import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Db, type Collection } from 'mongodb';
import { ProblemException } from '../../shared/http/problem';
import type { Projection, Stamped } from './projection';
import { ReadModels, type Build } from './read-models';

const LOOK_AGAIN_MS = 15;

/** How far the answer had followed the log: everything up to `position`, which was recorded at `time`. */
export interface AsOf {
  readonly position: string | null;
  readonly time: string | null;
}

export interface Opened<D extends object> {
  readonly documents: Collection<Stamped<D>>;
  readonly asOf: AsOf;
}

/** Opens read models for queries: the build that is live now, as fresh as the reader asked for. */
@Injectable()
export class Freshness {
  constructor(
    private readonly db: Db,
    private readonly readModels: ReadModels,
    private readonly longestWaitMs: number,
  ) {}

  /**
   * Waits until everything up to `minPosition` is reflected.
   * @throws ProblemException 202 PROJECTION_BEHIND with how far it is, when that takes longer than a query may
   */
  async open<D extends object>(
    { name }: Projection<D>,
    minPosition: string | undefined,
  ): Promise<Opened<D>> {
    const deadline = Date.now() + this.longestWaitMs;
    for (;;) {
      const build = (await this.readModels.find(name))?.live;
      if (build && reached(build, minPosition)) {
        return { documents: this.db.collection<Stamped<D>>(build.collection), asOf: asOf(build) };
      }
      if (Date.now() >= deadline) throw behind(name, minPosition, asOf(build));
      await pause(LOOK_AGAIN_MS);
    }
  }
}

function reached({ position }: Build, minPosition = ''): boolean {
  return (position ?? '') >= minPosition;
}

function asOf(build: Build | undefined): AsOf {
  return { position: build?.position ?? null, time: build?.time ?? null };
}

function behind(
  readModel: string,
  minPosition: string | undefined,
  reachedSoFar: AsOf,
): ProblemException {
  return new ProblemException({
    status: 202,
    code: 'PROJECTION_BEHIND',
    detail: `${readModel} has not reached the position yet`,
    more: { readModel, minPosition: minPosition ?? null, asOf: reachedSoFar },
  });
}
