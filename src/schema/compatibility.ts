import { shapeName, type Shape, type UpcasterChain } from '../shared/events/upcast';
import { dataIn, parsed, type ContractFiles, type FilesByShape } from './contract-files';
import type { JsonSchema } from './json-schema';
import { changesBetween, type Change } from './schema-diff';

/** How readers get along with writers of another version: without help, with a step's, or not at all. */
type Help = 'by itself' | 'by its upcaster' | 'by its downcaster' | 'no';

export interface Verdict {
  readonly from: string;
  readonly to: string;
  readonly changes: readonly Change[];
  /** The earlier shape was never committed: its fields are those of its golden event, their bounds unknown. */
  readonly inferred: boolean;
  /** Today's code reads what was written before. */
  readonly backward: Help;
  /** Code of before reads what is written today. */
  readonly forward: Help;
  readonly compatible: 'full' | 'backward' | 'forward' | 'none';
}

/** Where the shape of a version is known from. */
interface KnownShape {
  readonly schema: JsonSchema;
  readonly inferred: boolean;
}

/** A version of which neither a schema nor a golden event is there to compare. */
export class ShapeNotKept extends Error {
  constructor(shape: Shape) {
    super(`${shapeName(shape)} has neither a schema nor a golden event`);
  }
}

/**
 * Compares two versions of one type, whichever way their schemas are known.
 * @throws ShapeNotKept
 */
export function compareVersions(
  chain: UpcasterChain,
  files: ContractFiles,
  from: Shape,
  to: Shape,
): Verdict {
  const [before, after] = [from, to].map((shape) => known(chain, files, shape));
  if (!before || !after) throw new ShapeNotKept(before ? to : from);
  const inferred = before.inferred || after.inferred;
  const [was, is] = [before, after].map(({ schema }) => (inferred ? fieldsOnly(schema) : schema));
  const changes = changesBetween(was ?? {}, is ?? {});
  return {
    ...verdictOn(changes, wayUp(chain, from), wayDown(chain, from, to)),
    ...named(from, to),
    inferred,
  };
}

const named = (from: Shape, to: Shape) => ({ from: shapeName(from), to: shapeName(to) });

/** What the changes mean, given the steps that there are between the two shapes. */
export function verdictOn(
  changes: readonly Change[],
  hasUpcaster: boolean,
  hasDowncaster: boolean,
): Pick<Verdict, 'changes' | 'backward' | 'forward' | 'compatible'> {
  const help = (alone: boolean, step: boolean, by: Help): Help =>
    alone ? 'by itself' : step ? by : 'no';
  const backward = help(
    changes.every((each) => each.backward),
    hasUpcaster,
    'by its upcaster',
  );
  const forward = help(
    changes.every((each) => each.forward),
    hasDowncaster,
    'by its downcaster',
  );
  return { changes, backward, forward, compatible: nameOf(backward !== 'no', forward !== 'no') };
}

function nameOf(backward: boolean, forward: boolean): Verdict['compatible'] {
  if (backward && forward) return 'full';
  if (backward) return 'backward';
  return forward ? 'forward' : 'none';
}

/** The last step of every type that has taken one. */
export function lastSteps(chain: UpcasterChain, files: ContractFiles): Verdict[] {
  return chain.declarations
    .filter(({ version }) => version > 1)
    .map(({ type, version }) =>
      compareVersions(chain, files, { type, version: version - 1 }, { type, version }),
    );
}

/** The latest version of each type that these schemas know, beside today's. Types that are gone or new are left out. */
export function sinceThen(chain: UpcasterChain, then: FilesByShape): Verdict[] {
  const files = { schemas: then, golden: new Map<string, string>() };
  return chain.declarations.flatMap((declaration) => {
    const { type, version } = declaration;
    const earlier = latestOf(type, then);
    const text = earlier && then.get(shapeName(earlier));
    if (!earlier || text === undefined) return [];
    if (earlier.version !== version)
      return [compareVersions(chain, files, earlier, { type, version })];
    const changes = changesBetween((parsed(text) ?? {}) as JsonSchema, declaration.schema);
    if (changes.length === 0) return [];
    return [{ ...verdictOn(changes, false, false), ...named(earlier, earlier), inferred: false }];
  });
}

function latestOf(type: string, then: FilesByShape): Shape | undefined {
  const versions = [...then.keys()]
    .filter((name) => name.startsWith(`${type}.v`))
    .map((name) => Number(name.slice(type.length + 2)));
  return versions.length === 0 ? undefined : { type, version: Math.max(...versions) };
}

function known(
  { declarations }: UpcasterChain,
  { schemas, golden }: ContractFiles,
  shape: Shape,
): KnownShape | undefined {
  const name = shapeName(shape);
  const today = declarations.find((each) => shapeName(each) === name);
  if (today) return { schema: today.schema, inferred: false };
  const committed = read(schemas, name, parsed);
  if (committed) return { schema: committed, inferred: false };
  const data = read(golden, name, dataIn);
  return data && { schema: inferredFrom(data), inferred: true };
}

function read(
  files: FilesByShape,
  name: string,
  reader: (text: string) => unknown,
): JsonSchema | undefined {
  const text = files.get(name);
  const value = text === undefined ? undefined : reader(text);
  return typeof value === 'object' && value !== null ? (value as JsonSchema) : undefined;
}

function wayUp({ upcasters }: UpcasterChain, from: Shape): boolean {
  return upcasters.some((step) => shapeName(step.from) === shapeName(from));
}

/** From the later version down to the earlier one, without a gap. */
function wayDown({ downcasters }: UpcasterChain, from: Shape, to: Shape): boolean {
  return Array.from({ length: to.version - from.version }, (_, index) => to.version - index).every(
    (version) => downcasters.some((step) => shapeName(step.from) === shapeName({ ...to, version })),
  );
}

function inferredFrom(value: unknown): JsonSchema {
  if (Array.isArray(value)) return { type: 'array', items: inferredFrom(value[0]) };
  if (typeof value !== 'object' || value === null)
    return { type: value === null ? 'null' : typeof value };
  const properties = Object.entries(value).map(([name, each]) => [name, inferredFrom(each)]);
  return {
    type: 'object',
    properties: Object.fromEntries(properties) as Record<string, JsonSchema>,
    required: Object.keys(value),
  };
}

/** Names and kinds alone, as an event shows them: no bounds, no enumerations, no alternatives. */
function fieldsOnly(schema: JsonSchema): JsonSchema {
  const [first = schema] = (schema.anyOf ?? []).filter(({ type }) => type !== 'null');
  if (first.items) return { type: 'array', items: fieldsOnly(first.items) };
  if (!first.properties)
    return { type: first.type === 'integer' ? 'number' : (first.type ?? 'null') };
  const { properties, required = [] } = first;
  const bare = Object.entries(properties).map(([name, each]) => [name, fieldsOnly(each)]);
  return {
    ...{ type: 'object', required },
    properties: Object.fromEntries(bare) as Record<string, JsonSchema>,
  };
}
