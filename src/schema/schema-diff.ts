import { alternativesOf, covers, isRequired, type JsonSchema } from './json-schema';
import { inOrder } from './json-text';
import { inWords } from './schema-words';

/** What one change does to readers, by the schemas alone. */
export interface Change {
  /** Of the field, as in `stops[].placeRef`. */
  readonly field: string;
  readonly what: string;
  /** Whoever reads the later shape can read what was written in the earlier one. */
  readonly backward: boolean;
  /** Whoever still reads the earlier shape can read what is written in the later one. */
  readonly forward: boolean;
}

/** Everything in which two shapes of an event differ, field by field. */
export function changesBetween(before: JsonSchema, after: JsonSchema, field = ''): Change[] {
  if (isSame(before, after)) return [];
  if (before.properties && after.properties) return fieldChanges(before, after, field);
  if (before.items && after.items && isSame(bare(before), bare(after))) {
    return changesBetween(before.items, after.items, `${field}[]`);
  }
  const compatible = { backward: covers(after, before), forward: covers(before, after) };
  return [{ field, what: reworded(before, after), ...compatible }];
}

const isSame = (a: JsonSchema, b: JsonSchema) =>
  JSON.stringify(inOrder(a)) === JSON.stringify(inOrder(b));

const bare = (schema: JsonSchema): JsonSchema => ({ ...schema, items: {} });

function fieldChanges(before: JsonSchema, after: JsonSchema, field: string): Change[] {
  const names = [...Object.keys(before.properties ?? {}), ...Object.keys(after.properties ?? {})];
  const changes = [...new Set(names)].sort().flatMap((name) => {
    const path = field === '' ? name : `${field}.${name}`;
    const [was, is] = [before.properties?.[name], after.properties?.[name]];
    if (was && is)
      return [...changesBetween(was, is, path), ...obligation(before, after, name, path)];
    if (is) return [added(is, path, isRequired(after, name), before)];
    return [removed(path, isRequired(before, name), after)];
  });
  // Whatever else was said of the object itself.
  if (changes.length > 0) return changes;
  const compatible = { backward: covers(after, before), forward: covers(before, after) };
  return [{ field: field === '' ? '(the whole)' : field, what: 'changed', ...compatible }];
}

function added(schema: JsonSchema, field: string, required: boolean, before: JsonSchema): Change {
  const what = `was added: ${inWords(schema)}${required ? ', required' : ', optional'}`;
  return { field, what, backward: !required, forward: before.additionalProperties !== false };
}

function removed(field: string, required: boolean, after: JsonSchema): Change {
  const what = `was removed${required ? ', and was required' : ''}`;
  return { field, what, backward: after.additionalProperties !== false, forward: !required };
}

function obligation(before: JsonSchema, after: JsonSchema, name: string, field: string): Change[] {
  const [was, is] = [isRequired(before, name), isRequired(after, name)];
  if (was === is) return [];
  return [{ field, what: `became ${is ? 'required' : 'optional'}`, backward: !is, forward: is }];
}

/** An enumeration by what came and went, anything else by before and after. */
function reworded(before: JsonSchema, after: JsonSchema): string {
  const [was = [], is = []] = [before, after].map((each) => alternativesOf(each).map(inWords));
  const gone = was.filter((each) => !is.includes(each));
  const fresh = is.filter((each) => !was.includes(each));
  if (gone.length === 0 && fresh.length > 0) return `also takes ${fresh.join(' | ')}`;
  if (fresh.length === 0 && gone.length > 0) return `no longer takes ${gone.join(' | ')}`;
  return `was ${inWords(before)}, is ${inWords(after)}`;
}
