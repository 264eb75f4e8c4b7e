import type { CityEvent, RecordedCityEvent } from '../shared/events/city.events';
import type { Recorded } from '../shared/events/event';
import type { Verdicts } from './verdicts';

export type RecordedEventOf<Type extends CityEvent['type']> = Recorded<
  Extract<CityEvent, { type: Type }>
>;

/** What is done about which facts. */
export type Reactions = {
  readonly [Type in CityEvent['type']]?: (event: RecordedEventOf<Type>) => void;
};

/** Where the log ends, and when its last event was recorded, in ms. */
export interface LogEnd {
  readonly atMs: number;
}

/** What is to be checked, and of which log. */
export interface Audit {
  readonly verdicts: Verdicts;
  /** Only its end is read: of what began before, nothing is known. */
  readonly partial: boolean;
}

/** A family of invariants, each event at a time. It remembers what is open, and forgets what has ended. */
export interface Checker {
  readonly invariants: readonly string[];
  readonly on: Reactions;
  atEnd?(end: LogEnd): void;
}

/** A fact recorded so long after it occurred is an import or a replay, of which no process takes anything up. */
const PRESENT_MS = 60_000;

export function isOfThePast({ metadata: { recordedAt, occurredAt } }: RecordedCityEvent): boolean {
  // As it is for nearly every event of the present: a time takes longer to read than to compare.
  if (recordedAt === occurredAt) return false;
  return Date.parse(recordedAt) - Date.parse(occurredAt) > PRESENT_MS;
}

export const recordedMs = ({ metadata }: Pick<RecordedCityEvent, 'metadata'>) =>
  Date.parse(metadata.recordedAt);

/** The same for several types. */
export function alike<Type extends CityEvent['type']>(
  types: readonly Type[],
  react: (event: RecordedEventOf<Type>) => void,
): Reactions {
  return Object.fromEntries(types.map((type) => [type, react]));
}
