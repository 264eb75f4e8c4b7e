import { MongoError } from '../errors';
import { compoundOrderKey } from '../bson/order-key';
import { Elements, T, isContainer, rawField, type RawValue } from '../bson/raw';

export interface IndexField {
  readonly path: string;
  readonly segments: readonly [Buffer, ...Buffer[]];
  readonly descending: boolean;
}

export function indexField(path: string, descending: boolean): IndexField {
  const [first = '', ...others] = path.split('.');
  return {
    path,
    segments: [Buffer.from(first), ...others.map((name) => Buffer.from(name))],
    descending,
  };
}

/** A field that is not there is indexed as null, an empty array as undefined, as MongoDB does. */
export const MISSING: RawValue = { bytes: Buffer.alloc(0), type: T.null, start: 0, end: 0 };
const EMPTY: RawValue = { bytes: Buffer.alloc(0), type: T.undefined, start: 0, end: 0 };

/** One field's way into the document: the value reached, and how many segments led there (one more than all: final). */
interface Way {
  readonly value: RawValue;
  readonly at: number;
}

function advance(way: Way, segments: readonly Buffer[]): Way {
  let { value, at } = way;
  for (;;) {
    const segment = segments[at];
    if (segment === undefined) return { value, at };
    if (!isContainer(value.type)) return { value: MISSING, at: segments.length };
    const inner = rawField(value.bytes, value.start, segment);
    if (value.type === T.array && !inner) return { value, at };
    value = inner ?? MISSING;
    at++;
  }
}

function isSpread(way: Way, field: IndexField): boolean {
  return way.value.type === T.array && way.at <= field.segments.length;
}

function intoElement(element: RawValue, way: Way, field: IndexField): Way {
  const last = field.segments.length;
  if (way.at === last) return { value: element, at: last + 1 };
  return element.type === T.document
    ? { value: element, at: way.at }
    : { value: MISSING, at: last + 1 };
}

function elementsOf({ bytes, start }: RawValue): RawValue[] {
  const elements = new Elements(bytes, start);
  const found: RawValue[] = [];
  while (elements.next()) found.push(elements.value());
  return found;
}

/** The rows of values that one document has in an index, and which of its fields met an array on their way. */
export interface IndexRows {
  readonly rows: RawValue[][];
  readonly multikey: boolean[];
}

function spread(fields: readonly IndexField[], ways: Way[], into: IndexRows): void {
  const stepped = fields.map((field, i) =>
    advance(ways[i] ?? { value: MISSING, at: 0 }, field.segments),
  );
  const spreading = fields.map((field, i) => isSpread(stepped[i] as Way, field));
  const array = stepped[spreading.indexOf(true)]?.value;
  if (!array) {
    into.rows.push(stepped.map((way) => way.value));
    return;
  }
  checkParallel(stepped, spreading, array);
  for (const [i, yes] of spreading.entries()) if (yes) into.multikey[i] = true;
  const elements = elementsOf(array);
  if (elements.length === 0) {
    const emptied = stepped.map((way, i) => emptyWay(way, spreading[i], fields[i] as IndexField));
    spread(fields, emptied, into);
  }
  for (const element of elements) {
    const next = stepped.map((way, i) =>
      spreading[i] ? intoElement(element, way, fields[i] as IndexField) : way,
    );
    spread(fields, next, into);
  }
}

function emptyWay(way: Way, spreading: boolean | undefined, { segments }: IndexField): Way {
  if (!spreading) return way;
  return { value: way.at === segments.length ? EMPTY : MISSING, at: segments.length + 1 };
}

function checkParallel(ways: Way[], spreading: boolean[], array: RawValue): void {
  const other = ways.some(({ value }, i) => spreading[i] && value.start !== array.start);
  if (other) throw new MongoError('CannotIndexParallelArrays', 'cannot index parallel arrays');
}

/** The values of `fields` in a document; throws CannotIndexParallelArrays when two of them are different arrays. */
export function indexRows(fields: readonly IndexField[], document: RawValue): IndexRows {
  const into: IndexRows = { rows: [], multikey: fields.map(() => false) };
  spread(
    fields,
    fields.map(() => ({ value: document, at: 0 })),
    into,
  );
  return into;
}

/**
 * What a document sorts by: of an array the smallest element ascending, the largest descending.
 * Fields are independent of each other here, so parallel arrays are fine.
 */
export function sortKey(fields: readonly IndexField[], document: RawValue): Buffer {
  const parts = fields.map((field) => {
    const { rows } = indexRows([field], document);
    const keys = rows.map((row) => compoundOrderKey(row, [field.descending]));
    return keys.length === 1
      ? (keys[0] as Buffer)
      : (keys.sort((a, b) => a.compare(b))[0] as Buffer);
  });
  return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
}
