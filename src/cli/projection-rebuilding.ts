import type { Projection } from '../read/engine/projection';
import type { ReadModel } from '../read/engine/read-models';
import type { Rebuilt } from '../read/engine/rebuild/rebuild';
import { NothingToDo } from '../read/engine/rebuild/rebuild.errors';
import type { Repaired } from '../read/engine/refold/repair';
import type { Reporting } from './answering-command';
import { stoppable, untilInterrupted } from './interruption';
import { progressOn } from './progress-display';
import { allowedIn, chosen } from './projection-choice';
import { listed } from './projection-differences';
import { withEngine, type Engine } from './projection-engine';
import { done, partIn, partPlanned, type PartAnswer, type PartFlags } from './projection-part';
import { pastInWords } from './projection-past.command';
import { planInWords, planned, type Plan } from './projection-plan';
import { BadUsage } from '../shared/bad-usage';

export interface RebuildFlags extends Reporting, PartFlags {
  readonly all?: boolean;
  readonly switch?: boolean;
  readonly allowDiff?: string;
  readonly dryRun?: boolean;
  readonly watch?: boolean;
}

type What = 'rebuild' | 'resume' | 'switch';

type RebuildAnswer =
  PartAnswer | { readonly rebuilt: readonly Rebuilt[] } | { readonly plan: readonly Plan[] };

/** Does what the command line says, and shows how far it is. @throws BadUsage; what rebuilding throws */
export async function worked(
  what: What,
  names: readonly string[],
  flags: RebuildFlags,
): Promise<RebuildAnswer> {
  const named = chosen(names, flags.all);
  const { dryRun = false, switch: switches = true } = flags;
  const part = partIn(flags);
  if (part) mustStandAlone(named, flags);
  const allowed = await allowedIn(flags.allowDiff);
  const display = progressOn(process.stderr, flags);
  const work = (signal: AbortSignal) =>
    withEngine<RebuildAnswer>(async (engine) => {
      const [projection] = named;
      if (part && projection) {
        if (dryRun) return { plan: [await partPlanned(part, projection, engine)] };
        return done(part, projection, engine, stoppable(display.show, signal));
      }
      const projections = await meant(what, named, engine, flags.all);
      if (dryRun) return { plan: await planned(what, projections, engine) };
      const options = { allowed, resume: what !== 'rebuild', switch: switches, signal };
      return { rebuilt: await engine.rebuild.run(projections, options, display.show) };
    });
  return untilInterrupted(work).finally(() => display.end());
}

/** @throws BadUsage */
function mustStandAlone(named: readonly object[], flags: RebuildFlags): void {
  if (named.length > 1) throw new BadUsage('--key, --from and --as-of are of one read model');
  if (flags.allowDiff === undefined && flags.switch !== false) return;
  throw new BadUsage('--key, --from and --as-of switch nothing: no --allow-diff, no --no-switch');
}

/** What `--all` means is all that there is to go on with. @throws NothingToDo */
async function meant(
  what: What,
  named: readonly Projection<object>[],
  { readModels }: Engine,
  all = false,
): Promise<readonly Projection<object>[]> {
  if (what === 'rebuild') return named;
  const models = new Map((await readModels.all()).map((model) => [model._id, model]));
  const there = named.filter(({ name }) => models.get(name)?.building);
  const projections = all ? there : named;
  if (projections.length === 0) throw new NothingToDo('No read model has an unfinished build');
  if (what === 'switch') for (const { name } of projections) mustBeFolded(name, models.get(name));
  return projections;
}

/** @throws NothingToDo */
function mustBeFolded(name: string, model: ReadModel | undefined): void {
  if (model?.building?.phase !== 'folding') return;
  const { collection } = model.building;
  throw new NothingToDo(`${collection} is not finished: hailstream projection resume ${name}`);
}

export function rebuildingInWords(answer: RebuildAnswer): readonly string[] {
  if ('plan' in answer) return answer.plan.flatMap(planInWords);
  if ('built' in answer) return [pastInWords(answer.built)];
  return 'repaired' in answer
    ? repairedInWords(answer.repaired)
    : answer.rebuilt.map(rebuiltInWords);
}

function repairedInWords({ readModel, collection, ...repaired }: Repaired): readonly string[] {
  const { documents, changed, differences } = repaired;
  return [
    `${readModel}: ${documents} documents folded again, ${changed} put right in ${collection}`,
    ...listed(differences),
  ];
}

function rebuiltInWords({ readModel, events, documents, seconds, ...rebuilt }: Rebuilt): string {
  const { collection, switched, parked, parity } = rebuilt;
  return [
    `${readModel}: ${events} events into ${documents} documents in ${seconds.toFixed(2)} s`,
    parity ? `${parity.documents} compared, ${parity.differing} differ` : 'nothing to compare with',
    ...(parked === 0 ? [] : [`${parked} parked`]),
    switched ? `live as ${collection}` : `waits as ${collection}`,
  ].join(', ');
}
