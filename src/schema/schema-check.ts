import type { EventDeclaration } from '../shared/events/event';
import { shapeName, type UpcasterChain } from '../shared/events/upcast';
import {
  dataIn,
  parsed,
  readContracts,
  writeSchema,
  type ContractFiles,
  type FilesByShape,
} from './contract-files';
import { verdictOn } from './compatibility';
import { judgeBy, type Judge } from './event-judge';
import { changesBetween } from './schema-diff';
import type { JsonSchema } from './json-schema';
import { formatted, inOrder } from './json-text';

/**
 * Everything that keeps today's code from reading what was ever written, one fault a line: a shape that changed
 * without a new version, a version without its golden file, a golden file that no longer lifts, an unknown file.
 */
export async function checkSchemas(
  chain: UpcasterChain,
  declarations: readonly EventDeclaration[],
  directory: string,
): Promise<string[]> {
  const files = await readContracts(directory);
  return [
    ...declarations.flatMap((declaration) => schemaFaults(declaration, files.schemas)),
    ...goldenFaults(chain, files.golden),
    ...mergerFaults(chain, files.golden),
    ...strangers(chain, files),
  ];
}

/** Commits the schemas of shapes that have none yet and answers with their names. Overwrites nothing. */
export async function writeNewSchemas(
  declarations: readonly EventDeclaration[],
  directory: string,
): Promise<string[]> {
  const { schemas } = await readContracts(directory);
  const fresh = declarations.filter((declaration) => !schemas.has(shapeName(declaration)));
  for (const declaration of fresh) {
    const text = formatted(inOrder(declaration.schema));
    await writeSchema(directory, shapeName(declaration), text);
  }
  return fresh.map(shapeName);
}

function schemaFaults(declaration: EventDeclaration, schemas: FilesByShape): string[] {
  const name = shapeName(declaration);
  const text = schemas.get(name);
  if (text === undefined) return [`${name} has no committed schema: write it`];
  const committed = parsed(text);
  if (typeof committed !== 'object' || committed === null) {
    return [`${name} has a committed schema that is not JSON`];
  }
  const changes = changesBetween(committed as JsonSchema, declaration.schema);
  if (changes.length === 0) return [];
  const { compatible } = verdictOn(changes, false, false);
  const which = changes.map(({ field, what }) => `${field} ${what}`).join('; ');
  const next = `declare version ${declaration.version + 1}, its upcaster and golden file`;
  return [`${name} changed shape (${which}; compatible by itself: ${compatible}): ${next}`];
}

function goldenFaults(chain: UpcasterChain, golden: FilesByShape): string[] {
  const judge = judgeBy(chain);
  return chain.shapes().flatMap((shape) => {
    const name = shapeName(shape);
    const text = golden.get(name);
    if (text === undefined) return [`${name} has no golden file`];
    const data = dataIn(text);
    if (!data) return [`${name} has a golden file that is not { "data": { … } }`];
    return liftFaults(
      name,
      judge(() => chain.lift({ ...shape, data })),
    );
  });
}

/** The golden files of a run's sources, one behind the other, as a command would have written them. */
function mergerFaults(chain: UpcasterChain, golden: FilesByShape): string[] {
  const judge = judgeBy(chain);
  return chain.mergers.flatMap((merger) => {
    const run = merger.from.map((shape) => {
      const data = dataIn(golden.get(shapeName(shape)) ?? '');
      return data && { ...shape, data };
    });
    const whole = run.filter((each) => each !== undefined);
    // What lacks its golden file is said to lack it already.
    if (whole.length < run.length) return [];
    const fault = judge(() => chain.liftTogether(merger, whole));
    return liftFaults(merger.from.map(shapeName).join(' + '), fault);
  });
}

function liftFaults(name: string, fault: ReturnType<Judge>): string[] {
  return fault === undefined ? [] : [`${name} no longer lifts to today's shape: ${fault}`];
}

function strangers(chain: UpcasterChain, { golden, schemas }: ContractFiles): string[] {
  const known = new Set(chain.shapes().map(shapeName));
  const unknown = (files: FilesByShape, kind: string) =>
    [...files.keys()]
      .filter((name) => !known.has(name))
      .map((name) => `${name} has a ${kind} file, but nobody knows this shape`);
  return [...unknown(golden, 'golden'), ...unknown(schemas, 'schema')];
}
