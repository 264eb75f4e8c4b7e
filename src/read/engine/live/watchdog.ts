import { EventStore } from '../../../shared/event-store/event-store';
import { DeadLetters } from '../dead-letters/dead-letters';
import { fingerprintOf } from '../fingerprint';
import type { Projection } from '../projection';
import { ReadModels, type ReadModel } from '../read-models';
import { tailOf, type Lag } from '../tail';

/** The log moved and the checkpoint did not for so long: something hangs. */
const FROZEN_AFTER_MS = 10_000;

export type Condition =
  | 'level'
  | 'behind'
  /** Built by other code, and nobody builds it anew. */
  | 'other code'
  | 'rebuilding'
  | 'frozen'
  | 'stopped'
  /** The log does not hold the event at the checkpoint. */
  | 'log restored';

/** How a read model is, and what to do about it. */
export interface Watched {
  readonly readModel: string;
  readonly condition: Condition;
  /** Whether queries may be answered from it and will become fresher by themselves. */
  readonly ready: boolean;
  readonly lag: Lag;
  /** Events that wait for an operator. */
  readonly deadLetters: number;
  readonly position: string | null;
  readonly advice: string | null;
}

/** Tells how every read model is, from the log and the registry alone: any process can. */
export class Watchdog {
  private readonly seen = new Map<
    string,
    { readonly position: string | null; readonly at: number }
  >();

  constructor(
    private readonly projections: readonly Projection<object>[],
    private readonly store: EventStore,
    private readonly readModels: ReadModels,
    private readonly deadLetters: DeadLetters,
    private readonly now: () => number = () => Date.now(),
  ) {}

  /** @throws StoreUnavailable, and what MongoDB throws */
  async look(): Promise<Watched[]> {
    const models = new Map((await this.readModels.all()).map((model) => [model._id, model]));
    const watched: Watched[] = [];
    for (const projection of this.projections) {
      const model = models.get(projection.name);
      if (model) watched.push(await this.watched(projection, model));
    }
    return watched;
  }

  private async watched(projection: Projection<object>, model: ReadModel): Promise<Watched> {
    const { name: readModel } = projection;
    const { collection, position } = model.live;
    const { lag, sameLog } = await tailOf(this.store, model.live, this.now());
    const deadLetters = await this.deadLetters.letters.countDocuments({ collection });
    const moves = this.moves(readModel, position, lag);
    const condition = conditionOf(projection, model, { sameLog, moves, lag });
    const advice = adviceFor(condition, model) ?? (deadLetters > 0 ? LETTERS_WAIT : null);
    const ready = ['level', 'behind', 'rebuilding'].includes(condition);
    return { ...{ readModel, condition, ready, lag, deadLetters }, ...{ position, advice } };
  }

  /** False when there has been something to do for long, and nothing was done. */
  private moves(readModel: string, position: string | null, lag: Lag): boolean {
    const before = this.seen.get(readModel);
    if (lag.events > 0 && before?.position === position) {
      return this.now() - before.at < FROZEN_AFTER_MS;
    }
    this.seen.set(readModel, { position, at: this.now() });
    return true;
  }
}

function conditionOf(
  projection: Projection<object>,
  { live, building, stopped }: ReadModel,
  { sameLog, moves, lag }: { sameLog: boolean; moves: boolean; lag: Lag },
): Condition {
  if (!sameLog) return 'log restored';
  if (live.fingerprint !== fingerprintOf(projection)) {
    return building && building.phase !== 'blocked' ? 'rebuilding' : 'other code';
  }
  if (stopped) return 'stopped';
  if (!moves) return 'frozen';
  return lag.events > 0 ? 'behind' : 'level';
}

const LETTERS_WAIT = 'Events wait: hailstream dead-letters list';

function adviceFor(
  condition: Condition,
  { _id: name, stopped, building }: ReadModel,
): string | null {
  switch (condition) {
    case 'log restored':
      return `The event store was restored to before the checkpoint: hailstream projection rebuild ${name}`;
    case 'other code':
      return building
        ? `The new build differs from this one: hailstream projection switch ${name} --allow-diff FILE, or abort`
        : `Built by other code than this: hailstream projection rebuild ${name}`;
    case 'frozen':
      return 'The log moved and nobody folded it: is a process with the role project running?';
    case 'stopped':
      return stopped?.reason ?? null;
    case 'level':
    case 'behind':
    case 'rebuilding':
      return null;
  }
}
