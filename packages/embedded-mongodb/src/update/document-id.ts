import { ObjectId } from 'bson';
import { MongoError } from '../errors';
import { equalValues } from '../bson/compare';
import { toBytes, toTypedValue, toValue } from '../bson/convert';
import { Elements, rawField, type RawValue } from '../bson/raw';

const ID = Buffer.from('_id');

/** Whether `_id` is the first field, as it is in every stored document. */
export function beginsWithId(document: Buffer): boolean {
  const elements = new Elements(document);
  return elements.next() && elements.nameIs(ID);
}

/** The document with `_id` as its first field, a new one when it has none. */
export function withId(document: Buffer, id?: unknown): Buffer {
  if (beginsWithId(document)) return document;
  const own = rawField(document, 0, ID);
  const first = toBytes({ _id: own ? toTypedValue(own) : (id ?? new ObjectId()) });
  const rest = own ? withoutId(document) : document.subarray(4);
  const whole = Buffer.concat([first.subarray(0, -1), rest]);
  whole.writeInt32LE(whole.length, 0);
  return whole;
}

function withoutId(document: Buffer): Buffer {
  const parts: Buffer[] = [];
  const elements = new Elements(document);
  while (elements.next()) {
    if (!elements.nameIs(ID)) parts.push(document.subarray(elements.nameStart - 1, elements.end));
  }
  return Buffer.concat([...parts, Buffer.alloc(1)]);
}

/** The `_id` of a stored document. */
export function idOf(document: Buffer): RawValue {
  const id = rawField(document, 0, ID);
  if (!id) throw new MongoError('InternalError', 'a stored document has no _id');
  return id;
}

function sameId(before: Buffer, after: Buffer): boolean {
  const [a, b] = [idOf(before), rawField(after, 0, ID)];
  if (!b) return false;
  const [x, y] = [a.bytes.subarray(a.start, a.end), b.bytes.subarray(b.start, b.end)];
  return x.equals(y) || equalValues(toValue(a), toValue(b));
}

/** Throws ImmutableField when `after` has another `_id` than `before`. */
export function keepId(before: Buffer, after: Buffer): void {
  if (sameId(before, after)) return;
  throw new MongoError(
    'ImmutableField',
    "Performing an update on the path '_id' would modify the immutable field '_id'",
  );
}
