/** What our event schemas use of JSON Schema. */
export interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema | undefined;
  readonly items?: JsonSchema;
  readonly [keyword: string]: unknown;
}

/** A larger value of the first three allows more, a smaller one of the others. */
const LOWER_BOUNDS = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems'];
const UPPER_BOUNDS = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems'];
const STRUCTURE = [
  ...['type', 'const', 'anyOf', 'properties', 'required', 'items'],
  ...['patternProperties', 'additionalProperties'],
];
/** Say something to readers of the schema and nothing about the values. */
const REMARKS = ['title', 'description', 'examples', 'default', '$id', '$comment', 'personal'];

export const alternativesOf = (schema: JsonSchema): readonly JsonSchema[] =>
  schema.anyOf?.flatMap(alternativesOf) ?? [schema];

export const isRequired = ({ required = [] }: JsonSchema, name: string) => required.includes(name);

/** Whether whoever reads `wide` can read every value of `narrow`. In doubt it is said not to. */
export function covers(wide: JsonSchema, narrow: JsonSchema): boolean {
  return alternativesOf(narrow).every((each) =>
    alternativesOf(wide).some((one) => coversOne(one, each)),
  );
}

function coversOne(wide: JsonSchema, narrow: JsonSchema): boolean {
  if ('const' in wide) return wide.const === narrow.const && 'const' in narrow;
  return (
    coversType(wide, narrow) &&
    coversBounds(wide, narrow) &&
    coversProperties(wide, narrow) &&
    coversParts(wide.items, narrow.items) &&
    coversPatterns(wide, narrow)
  );
}

function coversType({ type: wide }: JsonSchema, { type: narrow }: JsonSchema): boolean {
  return wide === undefined || wide === narrow || (wide === 'number' && narrow === 'integer');
}

function coversBounds(wide: JsonSchema, narrow: JsonSchema): boolean {
  return Object.entries(wide).every(([keyword, bound]) => {
    if (STRUCTURE.includes(keyword) || REMARKS.includes(keyword)) return true;
    if ('const' in narrow) return allows(keyword, bound, narrow.const);
    const own = narrow[keyword];
    if (LOWER_BOUNDS.includes(keyword)) return Number(own ?? -Infinity) >= Number(bound);
    if (UPPER_BOUNDS.includes(keyword)) return Number(own ?? Infinity) <= Number(bound);
    return JSON.stringify(own) === JSON.stringify(bound);
  });
}

/** Of the bounds that a constant may come under. */
function allows(keyword: string, bound: unknown, value: unknown): boolean {
  if (keyword === 'pattern') return new RegExp(String(bound)).test(String(value));
  if (keyword === 'minLength') return String(value).length >= Number(bound);
  if (keyword === 'maxLength') return String(value).length <= Number(bound);
  if (keyword === 'minimum') return Number(value) >= Number(bound);
  return keyword === 'maximum' && Number(value) <= Number(bound);
}

function coversProperties(wide: JsonSchema, narrow: JsonSchema): boolean {
  const [ours, theirs] = [wide.properties ?? {}, narrow.properties ?? {}];
  const fits = Object.entries(ours).every(([name, schema]) => {
    const own = theirs[name];
    if (isRequired(wide, name) && !isRequired(narrow, name)) return false;
    return own === undefined || covers(schema, own);
  });
  const closed = wide.additionalProperties === false;
  return fits && (!closed || Object.keys(theirs).every((name) => name in ours));
}

function coversParts(wide: JsonSchema | undefined, narrow: JsonSchema | undefined): boolean {
  return wide === undefined || (narrow !== undefined && covers(wide, narrow));
}

function coversPatterns(wide: JsonSchema, narrow: JsonSchema): boolean {
  return Object.entries(wide.patternProperties ?? {}).every(([pattern, schema]) =>
    coversParts(schema, narrow.patternProperties?.[pattern]),
  );
}
