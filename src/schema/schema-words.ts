import { alternativesOf, type JsonSchema } from './json-schema';

/** A schema in a few words: `integer ≥ 0`, `'card' | 'cash'`, `string | null`, `array of object`. */
export function inWords(schema: JsonSchema): string {
  return [...new Set(alternativesOf(schema).map(oneInWords))].join(' | ');
}

function oneInWords(schema: JsonSchema): string {
  if ('const' in schema) return `'${String(schema.const)}'`;
  if (schema.items) return [`array of ${inWords(schema.items)}`, ...bounds(schema)].join(' ');
  return [schema.type ?? 'anything', ...bounds(schema)].join(' ');
}

const SAID: Readonly<Record<string, (bound: string) => string>> = {
  minimum: (bound) => `≥ ${bound}`,
  maximum: (bound) => `≤ ${bound}`,
  minLength: (bound) => (bound === '1' ? 'not empty' : `of at least ${bound}`),
  minItems: (bound) => `of at least ${bound}`,
  pattern: (bound) => `/${bound}/`,
};

function bounds(schema: JsonSchema): string[] {
  return Object.entries(SAID).flatMap(([keyword, words]) =>
    keyword in schema ? [words(String(schema[keyword]))] : [],
  );
}
