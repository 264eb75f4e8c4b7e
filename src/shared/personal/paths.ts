/** A place in JSON: names of properties and indexes of arrays. */
export type JsonPath = readonly (string | number)[];

type Node = Readonly<Record<string | number, unknown>>;

/** Every place that a pattern names and that holds something; `*` stands for each item. */
export function placesOf(value: unknown, pattern: readonly string[]): readonly JsonPath[] {
  const [first, ...rest] = pattern;
  if (first === undefined) return value === null || value === undefined ? [] : [[]];
  if (typeof value !== 'object' || value === null) return [];
  const names = first === '*' ? indexesOf(value) : [first];
  return names.flatMap((name) =>
    placesOf((value as Node)[name], rest).map((place) => [name, ...place]),
  );
}

function indexesOf(value: object): readonly number[] {
  return Array.isArray(value) ? [...value.keys()] : [];
}

export function valueAt(value: unknown, path: JsonPath): unknown {
  return path.reduce<unknown>((node, name) => (node as Node | undefined)?.[name], value);
}

/** A copy with something else at one place; what is beside the way there is shared. */
export function withValueAt(value: unknown, [first, ...rest]: JsonPath, part: unknown): unknown {
  if (first === undefined) return part;
  const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) };
  (copy as Record<string | number, unknown>)[first] = withValueAt(
    (copy as Node)[first],
    rest,
    part,
  );
  return copy;
}
