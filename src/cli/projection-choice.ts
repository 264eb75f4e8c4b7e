import { readFile } from 'node:fs/promises';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { Projection } from '../read/engine/projection';
import { AllowedDifference } from '../read/engine/rebuild/allowed-differences';
import { projections } from '../read/projections';
import { BadUsage } from '../shared/bad-usage';

/** @throws BadUsage when nothing, or something unknown, is named */
export function chosen(names: readonly string[], all = false): readonly Projection<object>[] {
  if (all && names.length === 0) return projections;
  if (all) throw new BadUsage('Name read models or say --all, not both');
  if (names.length === 0) throw new BadUsage('Name read models, or say --all');
  return [...new Set(names)].map(the);
}

/** @throws BadUsage */
export function the(name = ''): Projection<object> {
  const projection = projections.find((each) => each.name === name);
  if (projection) return projection;
  const known = projections.map((each) => each.name).join(', ');
  throw new BadUsage(`${name || 'Nothing'} is no read model; there are ${known}`);
}

/** One by its name, or undefined when none is named. @throws BadUsage */
export function ifNamed(name: string | undefined): string | undefined {
  return name === undefined ? undefined : the(name).name;
}

/** A whole number. @throws BadUsage */
export function whole(option: string, text: string, least = 0): number {
  if (/^\d{1,9}$/.test(text) && Number(text) >= least) return Number(text);
  throw new BadUsage(`${option} has to be a whole number, ${least} or more`);
}

const Rules = Type.Array(AllowedDifference);

/** What may differ, from a file; nothing without one. @throws BadUsage with the first mistake in it */
export async function allowedIn(file: string | undefined): Promise<readonly AllowedDifference[]> {
  if (file === undefined) return [];
  const rules = await read(file);
  if (Value.Check(Rules, rules)) return rules;
  const mistake = Value.Errors(Rules, rules).First();
  const where = mistake?.path ? ` at ${mistake.path}` : '';
  throw new BadUsage(
    `${file} is no list of { path, key?, kind? }: ${mistake?.message ?? 'wrong'}${where}`,
  );
}

async function read(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new BadUsage(`${file} cannot be read: ${reason}`);
  }
}
