import { v5 as uuid } from 'uuid';
import type { EventMetadata, Recorded } from '../../src/shared/events/event';
import {
  isDispatchEvent,
  isDriverEvent,
  isShiftEvent,
  isVehicleEvent,
  isZoneQueueEvent,
} from '../../src/shared/events/kinds';
import type { CityEvent, RecordedCityEvent } from '../../src/shared/events/city.events';
import type { Actor } from '../../src/shared/kernel/actor';
import type { Instant } from '../../src/shared/kernel/time';
import { foldEvent, type Documents } from '../../src/read/engine/fold';
import { isGone, stampOf, withoutStamp, type Projection } from '../../src/read/engine/projection';
import { system } from './trip.samples';

const IDS = '7f3a1c52-6f5d-5a0b-8a55-1d2c9b6f4e10';

/** When and by whom an event happened, where a projection asks for it. */
export interface Happened<E extends CityEvent = CityEvent> {
  readonly event: E;
  readonly at: Instant;
  readonly by: Actor;
}

export const happened = <E extends CityEvent>(
  event: E,
  at: Instant,
  by: Actor = system,
): Happened<E> => ({ event, at, by });

const CATEGORIES = [
  ['shift', isShiftEvent, ['driverId']],
  ['driver', isDriverEvent, ['driverId']],
  ['vehicle', isVehicleEvent, ['vehicleId']],
  ['dispatch', isDispatchEvent, ['tripId', 'attempt']],
  ['zoneq', isZoneQueueEvent, ['zoneId', 'tier']],
] as const;

/** The stream that holds such an event. */
export function streamOf(event: CityEvent): string {
  const found = CATEGORIES.find(([, isOne]) => isOne(event));
  const [category, , names] = found ?? (['trip', undefined, ['tripId']] as const);
  const values = event.data as Readonly<Record<string, string | number>>;
  return [category, ...names.map((name) => values[name])].join('-');
}

/** The events as the log would hold them: each on its own stream, one after the other in the log. */
export function recorded<E extends CityEvent>(
  history: readonly (E | Happened<E>)[],
): Recorded<E>[] {
  const revisions = new Map<string, bigint>();
  return history.map((each, index) => {
    const { event, at, by } = 'event' in each ? each : happened(each, '2014-04-01T04:11:00.000Z');
    const stream = streamOf(event);
    const revision = revisions.get(stream) ?? 0n;
    revisions.set(stream, revision + 1n);
    const place = BigInt(1000 + index * 100);
    const position = { commit: place, prepare: place };
    const id = uuid(`${stream}/${revision}`, IDS);
    const metadata = metadataOf(at, by);
    return {
      ...event,
      id,
      stream,
      revision,
      position,
      part: 0,
      metadata,
    } as unknown as Recorded<E>;
  });
}

function metadataOf(occurredAt: Instant, actor: Actor): EventMetadata {
  return {
    ...{ schemaVersion: 1, occurredAt, recordedAt: occurredAt, cityId: 'nyc' },
    ...{ correlationId: 'c', causationId: 'c', commandId: 'c', requestHash: 'h' },
    ...{ actor, subjectIds: [] },
  };
}

/** Every document that a projection makes of these events when it is built from zero. */
export function built<D extends object>(
  projection: Projection<D>,
  events: readonly RecordedCityEvent[],
): Record<string, D> {
  const documents: Documents<D> = new Map();
  foldAll(projection, documents, events);
  return shown(documents);
}

/**
 * Given what was reflected already, when more happens, then these are the documents. Each expectation is proven five
 * ways: at once, event by event, every event delivered twice, the whole log delivered again, and with `others` (what
 * happens to other documents meanwhile) in between.
 */
export function projectionSpec<D extends object>(
  projection: Projection<D>,
  others: readonly CityEvent[],
) {
  const given = (...before: readonly (CityEvent | Happened)[]) => ({
    when: (...after: readonly (CityEvent | Happened)[]) => ({
      then(expected: Readonly<Record<string, D>>) {
        const events = recorded([...before, ...after]);
        expect(built(projection, events)).toEqual(expected);
        expect(inBatches(projection, singly(events))).toEqual(expected);
        expect(inBatches(projection, singly(events).flatMap(twice))).toEqual(expected);
        expect(inBatches(projection, [events, ...singly(events), events])).toEqual(expected);
        expect(inBatches(projection, [events.slice(0, before.length), events])).toEqual(expected);
        expectUndisturbed([...before, ...after], expected);
      },
    }),
  });

  /** Whatever happens to others in between, these documents are the same and the others are as if alone. */
  function expectUndisturbed(
    history: readonly (CityEvent | Happened)[],
    expected: Readonly<Record<string, D>>,
  ) {
    const alone = built(projection, recorded(others));
    const mixed = built(projection, recorded(interleaved(history, others)));
    const apart = Object.keys(expected).filter((key) => !(key in alone));
    for (const key of apart) expect(mixed[key]).toEqual(expected[key]);
    for (const key of Object.keys(alone).filter((key) => !(key in expected))) {
      expect(mixed[key]).toEqual(alone[key]);
    }
    expect(Object.keys(mixed).sort()).toEqual(
      [...new Set([...Object.keys(expected), ...Object.keys(alone)])].sort(),
    );
  }

  return { given };
}

function inBatches<D extends object>(
  projection: Projection<D>,
  batches: readonly (readonly RecordedCityEvent[])[],
): Record<string, D> {
  const documents: Documents<D> = new Map();
  for (const batch of batches) foldAll(projection, documents, batch);
  return shown(documents);
}

function shown<D extends object>(documents: Documents<D>): Record<string, D> {
  const present = [...documents].filter(([, each]) => !isGone(each));
  return Object.fromEntries(present.map(([key, each]) => [key, withoutStamp(each) as D]));
}

function foldAll<D extends object>(
  projection: Projection<D>,
  documents: Documents<D>,
  events: readonly RecordedCityEvent[],
): void {
  const read = events.filter(({ stream }) => projection.reads.includes(categoryIn(stream)));
  for (const event of read) {
    for (const key of projection.keysOf(event)) {
      foldEvent(projection, documents, event, key, stampOf(event));
    }
  }
}

const categoryIn = (stream: string) => stream.slice(0, stream.indexOf('-'));
const singly = <T>(items: readonly T[]) => items.map((item) => [item]);
const twice = <T>(item: T): T[] => [item, item];

function interleaved<T>(a: readonly T[], b: readonly T[]): T[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, index) => [
    ...a.slice(index, index + 1),
    ...b.slice(index, index + 1),
  ]).flat();
}
