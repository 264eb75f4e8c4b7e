import type { TSchema } from '@sinclair/typebox';

/** Where an event names the person whom a value is about: a JSON pointer into `{ data, metadata }`. */
export type SubjectPointer = `/data/${string}` | `/metadata/${string}`;

/** The events of a trip name its rider first, those of a driver the driver, those of a car its owner. */
export const FIRST_SUBJECT: SubjectPointer = '/metadata/subjectIds/0';

/** What is personal of an event, as its schema says. Of old shapes a placeholder may depend on what it stands for. */
export interface PersonalField {
  /** Names of properties; `*` stands for each item of an array. */
  readonly path: readonly string[];
  readonly subject: SubjectPointer;
  /** What is of nobody is an error, if nothing else is said. */
  readonly ofNobody?: 'in the clear';
  /** What is read in its place once the person is erased: of the same shape, so that everything goes on. */
  readonly placeholder: (value: unknown) => unknown;
}

/** The keyword in the event's JSON Schema. */
interface PersonalMark {
  readonly subject: SubjectPointer;
  readonly placeholder: unknown;
  readonly ofNobody?: 'in the clear';
}

/** Marks a part of an event that only the person's own key opens. @param placeholder has to satisfy the schema */
export function personal<S extends TSchema>(
  schema: S,
  placeholder: unknown,
  about: Partial<PersonalMark> = {},
): S {
  return {
    ...schema,
    personal: { subject: FIRST_SUBJECT, ...about, placeholder } satisfies PersonalMark,
  };
}

/** Every marked part of a schema: through objects, arrays and unions. */
export function personalFieldsIn(schema: TSchema, path: readonly string[] = []): PersonalField[] {
  const mark = schema.personal as PersonalMark | undefined;
  if (mark) {
    return [{ ...mark, path, placeholder: () => mark.placeholder }];
  }
  return partsOf(schema).flatMap(([name, part]) =>
    personalFieldsIn(part, name === undefined ? path : [...path, name]),
  );
}

type Part = readonly [name: string | undefined, schema: TSchema];

function partsOf({ properties, items, anyOf }: TSchema): readonly Part[] {
  const named = Object.entries((properties ?? {}) as Record<string, TSchema>);
  const branches = ((anyOf ?? []) as TSchema[]).map((each): Part => [undefined, each]);
  return [...named, ...(items ? [['*', items as TSchema] as const] : []), ...branches];
}
