import type { EventStore } from '../../../shared/event-store/event-store';
import type { LogEntry } from '../../../shared/event-store/log-entry';
import { personalFieldsOf } from '../../../shared/events/personal-fields';
import { valuesInTheClear } from '../../../shared/personal/seal';
import { keysTouched, readingsOf } from '../fold';
import type { Projection } from '../projection';

/** Where a person is found, from the log alone. */
export interface Footprint {
  /** How far the log was read; null while it is empty. */
  readonly position: string | null;
  readonly events: number;
  /** Of these, the ones that were stored before such things were sealed: no key guards them. */
  readonly eventsInTheClear: number;
  readonly streams: ReadonlySet<string>;
  /** Documents that an event of the person touches, by read model. */
  readonly keys: ReadonlyMap<string, ReadonlySet<string>>;
}

/** @param told each event of the person, as it is read */
export async function footprintOf(
  subject: string,
  store: EventStore,
  projections: readonly Projection<object>[],
  told: (entry: LogEntry) => void = () => undefined,
): Promise<Footprint> {
  const found = new Finds(projections);
  for await (const batch of store.readAll()) {
    const own = batch.filter((entry) => isAbout(subject, entry));
    own.forEach(told);
    found.add(own, batch.at(-1)?.at);
  }
  return found;
}

class Finds implements Footprint {
  position: string | null = null;
  events = 0;
  eventsInTheClear = 0;
  readonly streams = new Set<string>();
  readonly keys: Map<string, Set<string>>;

  constructor(private readonly projections: readonly Projection<object>[]) {
    this.keys = new Map(projections.map(({ name }) => [name, new Set<string>()]));
  }

  add(own: readonly LogEntry[], at: string | undefined): void {
    this.position = at ?? this.position;
    this.events += own.length;
    this.eventsInTheClear += own.filter(isInTheClear).length;
    for (const { stored } of own) this.streams.add(stored.stream);
    for (const projection of this.projections) {
      const touched = keysTouched(readingsOf(projection, own));
      for (const key of touched) this.keys.get(projection.name)?.add(key);
    }
  }
}

// Other writers of the same log may know nothing of our metadata.
function isAbout(subject: string, { stored }: LogEntry): boolean {
  const { subjectIds } =
    (stored.metadata as Partial<LogEntry['stored']['metadata']> | undefined) ?? {};
  return subjectIds?.includes(subject) ?? false;
}

function isInTheClear({ stored }: LogEntry): boolean {
  return valuesInTheClear(stored, personalFieldsOf(stored)) > 0;
}
