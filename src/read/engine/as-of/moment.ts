import type { EventMetadata } from '../../../shared/events/event';
import type { LogEntry } from '../../../shared/event-store/log-entry';
import { formatPosition, parsePosition } from '../../../shared/kernel/log-position';

/**
 * A moment of the log: all that was recorded up to a time, or all up to a position, that event included. Both are a
 * beginning of the log without gaps: where clocks disagreed, a time ends before the first event that was recorded later.
 */
export type Moment = { readonly time: string } | { readonly position: string };

const INSTANT =
  /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** Reads an ISO 8601 instant, its zone included, or a log position; undefined when it is neither. */
export function parseMoment(text: string): Moment | undefined {
  const position = parsePosition(text);
  if (position) return { position: formatPosition(position) };
  const [, day = ''] = INSTANT.exec(text) ?? [];
  const time = isDay(day) ? new Date(text).toISOString() : '';
  // Beyond the years of four digits, the order of texts is no longer that of times.
  return /^\d/.test(time) ? { time } : undefined;
}

/** The thirtieth of February has the form of a day and is none. */
function isDay(day: string): boolean {
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}

/** @param recordedAt undefined for other writers' events, which say nothing of the time */
export function isAfter(moment: Moment, position: string, recordedAt: string | undefined): boolean {
  if ('position' in moment) return position > moment.position;
  return recordedAt !== undefined && recordedAt > moment.time;
}

/** Of a batch of the log, what belongs to the moment: less than the batch when it ends there. */
export function upToMoment(moment: Moment, batch: readonly LogEntry[]): readonly LogEntry[] {
  const end = batch.findIndex(({ at, stored }) =>
    isAfter(moment, at, (stored.metadata as Partial<EventMetadata> | undefined)?.recordedAt),
  );
  return end === -1 ? batch : batch.slice(0, end);
}

/** For names: digits and letters only. */
export function nameOf(moment: Moment): string {
  if ('time' in moment) return moment.time.replaceAll(/[-:.]/g, '');
  const [commit = '', prepare = ''] = moment.position.split('/');
  return `${BigInt(commit)}_${BigInt(prepare)}`;
}
