import { parse } from 'csv-parse/sync';
import { FARE_COLUMNS, readFare } from './fares-format';
import { inspect, linesOf, type TextFile } from './lines';
import { PICKUP_COLUMNS, readPickup } from './pickups-format';
import { isRejection, type Reading } from './reject';

const FORMATS = [
  { columns: PICKUP_COLUMNS, read: readPickup },
  { columns: FARE_COLUMNS, read: readFare },
];

/** A trip that began this late may not have ended yet, and nothing may be said to occur in the future. */
const LONGEST_TRIP_MS = 24 * 3_600_000;

/** One line of data as it stands in the file. */
export interface Row {
  /** From 1; the header and blank lines do not count. */
  readonly number: number;
  readonly text: string;
  readonly reading: Reading;
  /** Of the file's text, up to and with this row. */
  readonly bytesRead: number;
}

/** The file cannot be opened, or is in neither of the formats that are known. */
export class UnusableFile extends Error {}

export interface RowFile extends TextFile {
  readonly read: (fields: readonly string[]) => Reading;
}

/** @throws UnusableFile */
export async function openRows(path: string): Promise<RowFile> {
  const file = await inspect(path).catch((cause: unknown) => {
    throw new UnusableFile(`${path} cannot be read`, { cause });
  });
  for await (const line of linesOf(file)) {
    const header = fieldsOf(line.replace(/^\uFEFF/, ''));
    const format = FORMATS.find(({ columns }) => columns.join() === header?.join());
    if (format) return { ...file, read: format.read };
    break;
  }
  const headers = FORMATS.map(({ columns }) => columns.join());
  throw new UnusableFile(`${path} does not begin with ${headers.join(' or ')}`);
}

/**
 * Every row of a file in its order, good or not, read as they are asked for.
 * @param now in milliseconds; later rows are rejected
 */
export async function* rowsOf(file: RowFile, now: number): AsyncGenerator<Row, void, undefined> {
  let number = -1;
  let bytesRead = 0;
  for await (const text of linesOf(file)) {
    bytesRead += Buffer.byteLength(text) + 1;
    if (text.trim() === '') continue;
    number += 1;
    if (number > 0) yield { number, text, reading: readingOf(file, text, now), bytesRead };
  }
}

function readingOf(file: RowFile, text: string, now: number): Reading {
  const fields = fieldsOf(text);
  if (!fields) return { reason: 'WRONG_COLUMNS', at: null };
  const reading = file.read(fields);
  const isOver = isRejection(reading) || Date.parse(reading.at) + LONGEST_TRIP_MS < now;
  return isOver ? reading : { reason: 'NOT_YET_PASSED', at: reading.at };
}

/**
 * No field of these files has a line break in it, so each line is parsed by itself: a stray quotation mark spoils its
 * own row and not those that follow.
 */
function fieldsOf(line: string): readonly string[] | undefined {
  if (!line.includes('"')) return line.split(',');
  try {
    return parse(line)[0];
  } catch {
    return undefined;
  }
}
