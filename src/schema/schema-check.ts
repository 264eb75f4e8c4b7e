import type { EventDeclaration } from '../shared/events/event';
import { shapeName, type UpcasterChain } from '../shared/events/upcast';
import {
  readContracts,
  writeSchema,
  type ContractFiles,
  type FilesByShape,
} from './contract-files';
import { judgeBy, type Judge } from './event-judge';
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
  if (committed === undefined) return [`${name} has a committed schema that is not JSON`];
  if (JSON.stringify(inOrder(committed)) === JSON.stringify(inOrder(declaration.schema))) return [];
  const next = declaration.version + 1;
  return [`${name} changed shape: declare version ${next}, its upcaster and golden file`];
}

function goldenFaults(chain: UpcasterChain, golden: FilesByShape): string[] {
  const judge = judgeBy(chain);
  return chain.shapes().flatMap((shape) => {
    const name = shapeName(shape);
    const text = golden.get(name);
    if (text === undefined) return [`${name} has no golden file`];
    const data = dataIn(text);
    if (!data) return [`${name} has a golden file that is not { "data": { … } }`];
    return liftFaults(name, judge({ ...shape, data }));
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

function dataIn(text: string): object | undefined {
  const golden = parsed(text);
  if (typeof golden !== 'object' || golden === null || !('data' in golden)) return undefined;
  const { data } = golden;
  return typeof data === 'object' && data !== null ? data : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
