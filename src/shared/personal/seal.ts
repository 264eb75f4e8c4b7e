import { isDeepStrictEqual } from 'node:util';
import type { DomainEvent, EventMetadata, SealedPart } from '../events/event';
import type { PersonalField } from '../events/personal';
import type { Keys } from './shared-look-up';
import { decrypted, encrypted } from './kms';
import { placesOf, valueAt, withValueAt, type JsonPath } from './paths';

interface Event extends DomainEvent {
  readonly id: string;
  readonly metadata: EventMetadata;
}

/** One value of an event, and what stands in its place. */
interface PersonalValue {
  readonly path: JsonPath;
  readonly value: unknown;
  readonly placeholder: unknown;
}

export type PersonalValues = ReadonlyMap<string, readonly PersonalValue[]>;

/** Something personal of nobody: no key could ever open it, and no erasure would reach it. */
export class NobodysPersonalData extends Error {
  constructor({ type, id }: Event) {
    super(`${type} ${id} holds personal data, but does not name whose`);
  }
}

/** The personal values of an event, by whom they are about. @throws NobodysPersonalData */
export function personalValuesIn(event: Event, fields: readonly PersonalField[]): PersonalValues {
  const bySubject = new Map<string, PersonalValue[]>();
  for (const { path: pattern, subject, placeholder, ofNobody } of fields) {
    for (const path of placesOf(event.data, pattern)) {
      const value = valueAt(event.data, path);
      const about = valueAt(event, subject.slice(1).split('/'));
      if (typeof about !== 'string') {
        if (ofNobody === undefined) throw new NobodysPersonalData(event);
        continue;
      }
      const values = bySubject.get(about) ?? [];
      bySubject.set(about, [...values, { path, value, placeholder: placeholder(value) }]);
    }
  }
  return bySubject;
}

/** The event as the log keeps it. What is about somebody who was erased is dropped. */
export function sealed<E extends Event>(event: E, values: PersonalValues, keys: Keys): E {
  if (values.size === 0) return event;
  const all = [...values.values()].flat();
  const data = all.reduce<unknown>(
    (rest, { path, placeholder }) => withValueAt(rest, path, placeholder),
    event.data,
  );
  const parts = [...values].flatMap(([subject, own]): SealedPart[] => {
    const key = keys.get(subject);
    if (!key) return [];
    const text = Buffer.from(JSON.stringify(own.map(({ path, value }) => [path, value])));
    return [{ subject, box: encrypted(text, key, contextOf(event, subject)).toString('base64') }];
  });
  return { ...event, data, metadata: { ...event.metadata, sealed: parts } };
}

/** The event as it was before; with placeholders for who has no key any more. @throws when a box was tampered with */
export function opened<E extends Event>(event: E, keys: Keys): E {
  const { sealed: parts = [], ...metadata } = event.metadata;
  let data: unknown = event.data;
  for (const { subject, box } of parts) {
    const key = keys.get(subject);
    if (!key) continue;
    const text = decrypted(Buffer.from(box, 'base64'), key, contextOf(event, subject));
    for (const [path, value] of JSON.parse(text.toString()) as [JsonPath, unknown][]) {
      data = withValueAt(data, path, value);
    }
  }
  return { ...event, data, metadata };
}

/** A box belongs to one event and one person: put anywhere else, it does not open. */
function contextOf({ id, type }: Event, subject: string): string {
  return JSON.stringify([id, type, subject]);
}

/** How many values of an event, as it was read, are no placeholders. */
export function valuesInTheClear(event: Event, fields: readonly PersonalField[]): number {
  const values = [...personalValuesIn(event, fields).values()].flat();
  return values.filter(({ value, placeholder }) => !isDeepStrictEqual(value, placeholder)).length;
}
