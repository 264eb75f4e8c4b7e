import { Type, type Static } from '@sinclair/typebox';

/** A difference from the live build that is meant: `*` stands for any run of characters. */
export const AllowedDifference = Type.Object(
  {
    /** The field, dots between: `price.finalMinor`, `entries.*.words`; empty for the whole document. */
    path: Type.String(),
    /** Documents that it concerns; all without. */
    key: Type.Optional(Type.String()),
    kind: Type.Optional(
      Type.Union([Type.Literal('added'), Type.Literal('removed'), Type.Literal('changed')]),
    ),
  },
  { additionalProperties: false },
);
export type AllowedDifference = Static<typeof AllowedDifference>;

/** One field that the new build holds otherwise than the live one. */
export interface Difference {
  readonly key: string;
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly live: unknown;
  readonly built: unknown;
}

export function isAllowed(
  { key, path, kind }: Difference,
  allowed: readonly AllowedDifference[],
): boolean {
  return allowed.some(
    (rule) =>
      matches(rule.path, path) &&
      matches(rule.key ?? '*', key) &&
      (rule.kind === undefined || rule.kind === kind),
  );
}

function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(text);
}
