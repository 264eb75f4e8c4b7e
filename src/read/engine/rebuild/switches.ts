import { Injectable } from '@nestjs/common';
import type { Lease } from '../../../shared/mongo/leases';
import { ReadModels, type Build } from '../read-models';
import { RebuildOvertaken } from './rebuild.errors';

/** One write that every process sees at once: from then on another build answers. */
@Injectable()
export class Switches {
  constructor(private readonly readModels: ReadModels) {}

  /**
   * Makes the new build the live one, and the live one the one to go back to.
   * @param evenBehind also when it has less than the live one; else readers must not see time go backwards
   * @returns false when it has less
   * @throws RebuildOvertaken when it is no longer the one on its way, or another's
   */
  async forward(name: string, build: Build, lease: Lease, evenBehind = false): Promise<boolean> {
    const live = onlyBuild(build);
    const ours = { 'building.collection': build.collection, 'building.token': lease.token };
    const when = { ...ours, ...unlessBehind(build, evenBehind) };
    const swap = { previous: '$live', live: { $literal: live }, building: null, stopped: null };
    if (await this.swap(name, when, swap)) return true;
    const building = (await this.readModels.find(name))?.building;
    const isOurs = building?.collection === build.collection && building.token === lease.token;
    if (!isOurs) throw new RebuildOvertaken(name);
    return false;
  }

  /**
   * Lets the build before answer again; the live one is then the one before.
   * @param evenBehind also when it has less than the live one
   * @returns false when it has less
   * @throws RebuildOvertaken when it is no longer the one before
   */
  async back(name: string, previous: Build, evenBehind: boolean): Promise<boolean> {
    const { collection } = previous;
    const when = { 'previous.collection': collection, ...unlessBehind(previous, evenBehind) };
    const swap = { live: '$previous', previous: '$live', stopped: null };
    if (await this.swap(name, when, swap)) return true;
    const now = (await this.readModels.find(name))?.previous;
    if (now?.collection !== collection) throw new RebuildOvertaken(name);
    return false;
  }

  private async swap(name: string, when: object, swap: object): Promise<boolean> {
    const entry = { _id: name, ...when };
    const { matchedCount } = await this.readModels.entries.updateOne(entry, [{ $set: swap }]);
    return matchedCount > 0;
  }
}

function unlessBehind({ position }: Build, evenBehind: boolean): object {
  if (evenBehind) return {};
  return { $or: [{ 'live.position': null }, { 'live.position': { $lte: position ?? '' } }] };
}

/** Without the marks of a build on its way. */
function onlyBuild(build: Build): Build {
  const { collection, version, fingerprint, position, eventId, time, events } = build;
  return { collection, version, fingerprint, position, eventId, time, events };
}
