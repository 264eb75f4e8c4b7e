import type { EventDeclaration } from '../shared/events/event';
import { shapeName, type UpcasterChain } from '../shared/events/upcast';
import { alternativesOf, isRequired, type JsonSchema } from './json-schema';
import { inWords } from './schema-words';
import type { Uses } from './event-uses';

export interface CataloguedField {
  /** As in `stops[].placeRef`. */
  readonly name: string;
  readonly kind: string;
  readonly optional: boolean;
  /** Marked in the schema as saying something about a person. */
  readonly personal: boolean;
}

/** JSON-plain, for people as for programs. */
export interface CataloguedEvent {
  readonly type: string;
  /** Null for a type that is no longer written. */
  readonly version: number | null;
  /** Every earlier shape and what it becomes; nothing means it is dropped. */
  readonly before: readonly { readonly shape: string; readonly becomes: readonly string[] }[];
  /** Shapes of this type that mean something together with their neighbours. */
  readonly merged: readonly string[];
  /** The versions that a consumer may still ask for. */
  readonly lowersTo: readonly number[];
  readonly fields: readonly CataloguedField[];
  readonly raisedIn: readonly string[];
  readonly readIn: readonly string[];
}

/** Every type that was ever written, by its name. */
export function catalogueOf(chain: UpcasterChain, uses: (type: string) => Uses): CataloguedEvent[] {
  const types = [...new Set(chain.shapes().map(({ type }) => type))].sort();
  return types.map((type) => ({
    type,
    ...today(chain.declarations.find((each) => each.type === type)),
    before: chain.upcasters
      .filter(({ from }) => from.type === type)
      .map(({ from, to }) => ({ shape: shapeName(from), becomes: to.map(shapeName) })),
    merged: chain.mergers
      .filter(({ from }) => from.some((shape) => shape.type === type))
      .map(({ from, to }) => `${from.map(shapeName).join(' + ')} → ${shapeName(to)}`),
    lowersTo: chain.downcasters
      .filter(({ from }) => from.type === type)
      .map(({ from }) => from.version - 1),
    ...uses(type),
  }));
}

function today(declaration: EventDeclaration | undefined) {
  if (!declaration) return { version: null, fields: [] };
  return { version: declaration.version, fields: fieldsOf(declaration.schema, '') };
}

function fieldsOf(schema: JsonSchema, inside: string): CataloguedField[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = `${inside}${name}`;
    const optional = !isRequired(schema, name);
    const personal = field.personal !== undefined && field.personal !== false;
    const own = { name: path, kind: inWords(field), optional, personal };
    return [own, ...alternativesOf(field).flatMap((each) => deeper(each, path))];
  });
}

function deeper(field: JsonSchema, path: string): CataloguedField[] {
  if (field.items) return fieldsOf(field.items, `${path}[].`);
  return fieldsOf(field, `${path}.`);
}

export function catalogueInWords(events: readonly CataloguedEvent[]): string {
  return events.map((event) => [titleOf(event), ...linesOf(event)].join('\n  ')).join('\n\n');
}

function titleOf({ type, version }: CataloguedEvent): string {
  return version === null ? `${type} (no longer written)` : `${type} v${version}`;
}

function linesOf(event: CataloguedEvent): string[] {
  const { before, merged, lowersTo, fields, raisedIn, readIn } = event;
  return [
    ...fields.map(
      ({ name, kind, optional, personal }) =>
        `${name}${optional ? '?' : ''}: ${kind}${personal ? ' (personal)' : ''}`,
    ),
    ...before.map(({ shape, becomes }) => `${shape} becomes ${becomes.join(', ') || 'nothing'}`),
    ...merged,
    ...(lowersTo.length === 0 ? [] : [`lowers to version ${lowersTo.join(', ')}`]),
    ...(raisedIn.length === 0 ? [] : [`raised in ${raisedIn.join(', ')}`]),
    ...(readIn.length === 0 ? [] : [`read in ${readIn.join(', ')}`]),
  ];
}
