import type { NewEvent } from '../event-store/event-store';
import { StoreUnavailable } from '../event-store/event-store';
import type { StoredEvent } from '../event-store/log-entry';
import { personalFieldsOf } from '../events/personal-fields';
import { isMongoAway } from '../mongo/mongo.errors';
import type { KeyRing } from './key-ring';
import { opened, personalValuesIn, sealed } from './seal';
import type { Keys } from './shared-look-up';

/** What happens to personal data between a decision and the log, and between the log and its readers. */
export interface PersonalData {
  /** @throws NobodysPersonalData, WrongMasterKey; StoreUnavailable while the keys cannot be had */
  seal(events: readonly NewEvent[]): Promise<readonly NewEvent[]> | readonly NewEvent[];
  /** @throws WrongMasterKey; StoreUnavailable while the keys cannot be had */
  open(events: readonly StoredEvent[]): Promise<readonly StoredEvent[]> | readonly StoredEvent[];
  close(): Promise<void>;
}

/** Who has no keys reads placeholders, and writes what is told as it is told. */
export const withoutKeys: PersonalData = {
  seal: (events) => events,
  open: (events) => events,
  close: () => Promise.resolve(),
};

/** With the persons' keys: looked up once a batch, and only where something is sealed. */
export class KeyedPersonalData implements PersonalData {
  constructor(private readonly ring: KeyRing) {}

  async seal(events: readonly NewEvent[]): Promise<readonly NewEvent[]> {
    const told = events.map((event) => {
      const { type, metadata } = event;
      const shape = { type, version: metadata.schemaVersion };
      return { event, values: personalValuesIn(event, personalFieldsOf(shape)) };
    });
    const subjects = told.flatMap(({ values }) => [...values.keys()]);
    if (subjects.length === 0) return events;
    const keys = await asked(() => this.ring.ofAll(subjects));
    return told.map(({ event, values }) => sealed(event, values, keys));
  }

  open(events: readonly StoredEvent[]): Promise<readonly StoredEvent[]> | readonly StoredEvent[] {
    const subjects = new Set(events.flatMap(subjectsOf));
    return subjects.size === 0 ? events : this.openWith(events, subjects);
  }

  async close(): Promise<void> {
    await this.ring.close();
  }

  private async openWith(events: readonly StoredEvent[], subjects: ReadonlySet<string>) {
    const keys = await asked(() => this.ring.of(subjects));
    return events.map((event) => (isSealed(event) ? openedOrFaulty(event, keys) : event));
  }
}

/** One event that was tampered with does not keep its neighbours from being read. */
function openedOrFaulty(event: StoredEvent, keys: Keys): StoredEvent {
  try {
    return opened(event, keys);
  } catch (cause) {
    const fault = new Error('What it says about a person cannot be decrypted', { cause });
    return { ...event, fault };
  }
}

// Other writers of the same log may know nothing of our metadata.
const partsOf = ({ metadata }: StoredEvent) =>
  (metadata as StoredEvent['metadata'] | undefined)?.sealed ?? [];
const isSealed = (event: StoredEvent) => partsOf(event).length > 0;
const subjectsOf = (event: StoredEvent) => partsOf(event).map(({ subject }) => subject);

async function asked(keys: () => Keys | Promise<Keys>): Promise<Keys> {
  try {
    return await keys();
  } catch (cause) {
    if (!isMongoAway(cause)) throw cause;
    throw new StoreUnavailable('The keys of persons cannot be had just now', { cause });
  }
}
