import { setTimeout as pause } from 'node:timers/promises';
import {
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { ChangedProjections } from '../../../shared/configuration';
import { fingerprintOf } from '../fingerprint';
import type { Projection } from '../projection';
import type { ReadModels } from '../read-models';
import type { Rebuild } from '../rebuild/rebuild';
import { RebuildInProgress, RebuildOvertaken, RebuildPaused } from '../rebuild/rebuild.errors';
import { ProjectionsChanged, SwitchBlocked } from './live.errors';

const ASKED_EVERY_MS = 1000;

/**
 * Notices at the start that a read model was built by other code than this, and does what the configuration says. Until the
 * new build is there, the old one answers and stands still: no other code may go on with it.
 */
export class ChangedCode implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('changed code');
  private readonly stopping = new AbortController();
  private rebuilding: Promise<void> = Promise.resolve();

  constructor(
    private readonly projections: readonly Projection<object>[],
    private readonly readModels: ReadModels,
    private readonly rebuild: Rebuild,
    private readonly policy: ChangedProjections,
  ) {}

  /** @throws ProjectionsChanged when the configuration refuses; what a rebuild throws when it has to come first */
  async onApplicationBootstrap(): Promise<void> {
    const changed = await this.changed();
    if (changed.length === 0) return;
    const names = changed.map(({ name }) => name);
    if (this.policy === 'refuse') throw new ProjectionsChanged(names);
    this.logger.warn(`Built by other code: ${names.join(', ')}`);
    if (this.policy === 'rebuild-first') await this.rebuilt();
    else {
      this.rebuilding = this.rebuilt().catch((error: unknown) => {
        this.logger.error(error instanceof Error ? error.message : error);
      });
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.rebuilding;
  }

  private async changed(): Promise<Projection<object>[]> {
    const changed: Projection<object>[] = [];
    for (const projection of this.projections) {
      const { live } = await this.readModels.opened(projection);
      if (live.fingerprint !== fingerprintOf(projection)) changed.push(projection);
    }
    return changed;
  }

  /** Until none is left: another process may be at it, or be faster. */
  private async rebuilt(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const changed = await this.changed();
      if (changed.length === 0) return;
      try {
        await this.rebuildAll(changed);
      } catch (error) {
        if (error instanceof RebuildPaused) return;
        if (!(error instanceof RebuildInProgress) && !(error instanceof RebuildOvertaken))
          throw error;
        await pause(ASKED_EVERY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** What this code has begun and not finished is gone on with; all others share one reading of the log. */
  private async rebuildAll(changed: readonly Projection<object>[]): Promise<void> {
    const begun: Projection<object>[] = [];
    for (const projection of changed) if (await this.hasBegun(projection)) begun.push(projection);
    const anew = changed.filter((projection) => !begun.includes(projection));
    const { signal } = this.stopping;
    const quietly = () => undefined;
    if (begun.length > 0) await this.rebuild.run(begun, { resume: true, signal }, quietly);
    if (anew.length > 0) await this.rebuild.run(anew, { signal }, quietly);
  }

  /** @throws SwitchBlocked */
  private async hasBegun(projection: Projection<object>): Promise<boolean> {
    const building = (await this.readModels.find(projection.name))?.building;
    if (building?.fingerprint !== fingerprintOf(projection)) return false;
    if (building.phase === 'blocked') throw new SwitchBlocked(projection.name);
    return true;
  }
}
