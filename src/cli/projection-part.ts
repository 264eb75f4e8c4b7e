import { parseMoment, type Moment } from '../read/engine/as-of/moment';
import { pastName, type PastBuild } from '../read/engine/as-of/time-travel';
import type { Projection } from '../read/engine/projection';
import type { Report } from '../read/engine/rebuild/progress';
import type { Repaired } from '../read/engine/refold/repair';
import { formatPosition, parsePosition } from '../shared/kernel/log-position';
import type { Engine } from './projection-engine';
import { standingOf, type Plan } from './projection-plan';
import { BadUsage } from '../shared/bad-usage';

export interface PartFlags {
  readonly key?: string;
  readonly from?: string;
  readonly asOf?: string;
}

/** Less than a whole build beside the live one. */
export type Part = { readonly key: string } | { readonly from: string } | { readonly asOf: Moment };

export type PartAnswer = { readonly repaired: Repaired } | { readonly built: PastBuild };

/** @throws BadUsage when it is wrong, or more than one of them */
export function partIn({ key, from, asOf }: PartFlags): Part | undefined {
  const asked = [key, from, asOf].filter((each) => each !== undefined);
  if (asked.length > 1) throw new BadUsage('--key, --from and --as-of: one of them at a time');
  if (key !== undefined) return { key };
  if (from !== undefined) return { from: positionOf(from) };
  return asOf === undefined ? undefined : { asOf: momentOf(asOf) };
}

/** @throws what repairing and building of the past throw */
export async function done(
  part: Part,
  projection: Projection<object>,
  { repair, timeTravel }: Engine,
  report: Report,
): Promise<PartAnswer> {
  if ('asOf' in part) return { built: await timeTravel.build(projection, part.asOf, report) };
  return { repaired: await repair.run(projection, part, report) };
}

export async function partPlanned(
  part: Part,
  projection: Projection<object>,
  engine: Engine,
): Promise<Plan> {
  const { documents, counted } = await standingOf(projection, engine);
  const past = 'asOf' in part ? [pastName(projection, part.asOf)] : [];
  const would = past.length > 0 ? 'build as of' : 'repair';
  const there = (await engine.timeTravel.list(projection.name)).map(({ _id }) => _id);
  return {
    ...{ readModel: projection.name, would, documents, events: counted === 0 ? null : counted },
    ...{ makes: past, drops: past.filter((name) => there.includes(name)) },
  };
}

function momentOf(text: string): Moment {
  const moment = parseMoment(text);
  if (moment) return moment;
  throw new BadUsage('--as-of is a time such as 2014-04-01T04:11:00Z, or <commit>/<prepare>');
}

function positionOf(text: string): string {
  const position = parsePosition(text);
  if (position) return formatPosition(position);
  throw new BadUsage('--from is a log position: <commit>/<prepare>');
}
