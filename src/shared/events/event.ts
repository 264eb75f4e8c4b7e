import type { Static, TSchema } from '@sinclair/typebox';
import type { Actor } from '../kernel/actor';
import type { LogPosition } from '../kernel/log-position';
import type { Instant } from '../kernel/time';

/** Today's shape of one event. Name and version are data in the log: renaming or reshaping needs an upcaster. */
export interface EventDeclaration<Type extends string = string, Schema extends TSchema = TSchema> {
  readonly type: Type;
  readonly version: number;
  readonly schema: Schema;
}

export function declareEvent<Type extends string, Schema extends TSchema>(
  type: Type,
  version: number,
  schema: Schema,
): EventDeclaration<Type, Schema> {
  return { type, version, schema };
}

/** The static type of a declared event. */
export type EventOf<D> =
  D extends EventDeclaration<infer Type, infer Schema>
    ? { readonly type: Type; readonly data: Static<Schema> }
    : never;

/** What an event of one type says, out of a list of declarations. */
export type DataOf<List extends readonly EventDeclaration[], Type extends string> = Extract<
  EventOf<List[number]>,
  { readonly type: Type }
>['data'];

export interface DomainEvent {
  readonly type: string;
  readonly data: object;
}

/** All that an event says about one person, encrypted; the data holds placeholders instead. */
export interface SealedPart {
  readonly subject: string;
  /** In base64: IV, tag and text of AES-256-GCM. */
  readonly box: string;
}

/** What every event remembers beside its data (`docs/decisions/0003-event-metadata.md`). */
export interface EventMetadata {
  readonly schemaVersion: number;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly cityId: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly commandId: string;
  readonly requestHash: string;
  readonly actor: Actor;
  readonly subjectIds: readonly string[];
  /** What was taken out of the data and only the persons' own keys open; in the log alone, gone once it was read. */
  readonly sealed?: readonly SealedPart[];
  /** Of what a process has noted: where in the log the fact stands that it took up then. Sortable text. */
  readonly follows?: string;
  /** W3C trace context; not on events from before it was always written. */
  readonly traceparent?: string;
  readonly tracestate?: string;
}

/** Where an event stands, and what surrounds it. One stored event that was split shares all but `part`. */
export interface Recording {
  readonly id: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly position: LogPosition;
  /** 0, or the place within the parts that an upcaster split one stored event into. */
  readonly part: number;
  readonly metadata: EventMetadata;
}

export type Recorded<E extends DomainEvent> = E extends DomainEvent ? E & Recording : never;
