import { isDeepStrictEqual } from 'node:util';
import { declarations } from '../../shared/events/history';
import { personalFieldsOf } from '../../shared/events/personal-fields';
import type { Notes } from '../../shared/kernel/policy';
import { placesOf, valueAt } from '../../shared/personal/paths';
import type { Fact } from './process.orders';

const VERSIONS = new Map(declarations.map(({ type, version }) => [type as string, version]));

/** A policy would have noted what only the person's own key may open: the notes are not sealed. */
export class PersonalNote extends Error {
  constructor(name: string, { type }: Fact) {
    super(`The note ${name} repeats something personal of ${type}`);
  }
}

/** @throws PersonalNote when a note is a personal value of the fact, or has it among its words */
export function refusePersonalNotes(notes: Notes, fact: Fact): void {
  const values = personalValuesOf(fact);
  for (const [name, note] of Object.entries(notes)) {
    if (values.some((value) => repeats(note, value))) throw new PersonalNote(name, fact);
  }
}

/** A count may well be somebody's PIN, by chance: numbers are held against coordinates alone. */
function repeats(note: Notes[string], value: string | number): boolean {
  if (typeof note === 'number' || typeof value === 'number') return note === value;
  return typeof note === 'string' && words(note).includes(words(value));
}

const words = (text: string) => ` ${text.split(/[^\p{L}\p{N}.-]+/u).join(' ')} `;

/** The words, PINs and coordinates that its schema marks as personal, if they were not erased. */
function personalValuesOf({ type, data }: Fact): readonly (string | number)[] {
  const fields = personalFieldsOf({ type, version: VERSIONS.get(type) ?? 1 });
  return fields.flatMap(({ path, placeholder }) => {
    const values = placesOf(data, path).map((place) => valueAt(data, place));
    return values
      .filter((value) => !isDeepStrictEqual(value, placeholder(value)))
      .flatMap(leavesOf)
      .filter((leaf) => (typeof leaf === 'number' ? !Number.isInteger(leaf) : leaf.length > 0));
  });
}

function leavesOf(value: unknown): readonly (string | number)[] {
  if (typeof value === 'string' || typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : [];
}
