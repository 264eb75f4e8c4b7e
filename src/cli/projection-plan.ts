import type { Projection } from '../read/engine/projection';
import { collectionName, type Build, type ReadModel } from '../read/engine/read-models';
import { NothingToDo } from '../read/engine/rebuild/rebuild.errors';
import type { Engine } from './projection-engine';

/** Done to the builds of a read model. */
export type Operation =
  'rebuild' | 'resume' | 'switch' | 'pause' | 'abort' | 'rollback' | 'drop-old';

/** What an operation would do. */
export interface Plan {
  readonly readModel: string;
  readonly would: Operation | 'repair' | 'build as of';
  /** To read, as far as any read model has counted the log; null when none has. */
  readonly events: number | null;
  /** In the live build now. */
  readonly documents: number;
  readonly makes: readonly string[];
  readonly drops: readonly string[];
}

/** @throws NothingToDo when an operation has nothing to work on */
export async function planned(
  would: Operation,
  projections: readonly Projection<object>[],
  engine: Engine,
): Promise<Plan[]> {
  const plans: Plan[] = [];
  for (const projection of projections) {
    const { model, documents, counted } = await standingOf(projection, engine);
    const { from, ...parts } = partly(would, projection, model);
    const events = counted === 0 ? null : Math.max(0, counted - from);
    plans.push({ readModel: projection.name, would, events, documents, ...parts });
  }
  return plans;
}

/** What there is of a read model now. `counted` is how many events of the log anybody has counted. */
export async function standingOf({ name }: Projection<object>, { readModels, db }: Engine) {
  const models = await readModels.all();
  const model = models.find(({ _id }) => _id === name) ?? null;
  const live = model && db.collection(model.live.collection);
  const documents = live ? await live.estimatedDocumentCount() : 0;
  return { model, documents, counted: Math.max(0, ...models.map(({ live }) => live.events)) };
}

function partly(would: Operation, projection: Projection<object>, model: ReadModel | null) {
  const { needs, from, drops } = partsOf(would, model);
  const isNew = would === 'rebuild';
  if (!needs && !isNew) throw new NothingToDo(`${projection.name} has no build to ${would}`);
  return {
    from,
    makes: isNew ? [collectionName(projection, (model?.builds ?? 1) + 1)] : [],
    drops: drops.flatMap((build) => build?.collection ?? []),
  };
}

/** What an operation begins with, reads on from, and leaves behind for good. */
interface Parts {
  readonly needs: Build | null | undefined;
  readonly from: number;
  readonly drops: readonly (Build | null | undefined)[];
}

function partsOf(would: Operation, model: ReadModel | null): Parts {
  const [building, previous] = [model?.building, model?.previous];
  switch (would) {
    case 'rebuild':
      return { needs: building, from: 0, drops: [building, previous] };
    case 'resume':
    case 'switch':
      return { needs: building, from: building?.events ?? 0, drops: [previous] };
    case 'rollback':
      return { needs: previous, from: previous?.events ?? 0, drops: [] };
    case 'pause':
      return { needs: building, from: Infinity, drops: [] };
    case 'abort':
      return { needs: building, from: Infinity, drops: [building] };
    case 'drop-old':
      return { needs: previous, from: Infinity, drops: [previous] };
  }
}

export function planInWords({ readModel, would, events, documents, makes, drops }: Plan): string[] {
  return [
    `${readModel}: ${would} would read ${events ?? 'an unknown number of'} events; ${documents} documents are live`,
    ...makes.map((name) => `  makes ${name}`),
    ...drops.map((name) => `  drops ${name}`),
  ];
}
