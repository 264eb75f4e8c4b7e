import { BSONRegExp, ObjectId } from 'bson';
import { MongoError } from '../errors';
import { toBytes, toTypedDoc, toTypedValue, toValue, type Doc } from '../bson/convert';
import { equalValues, isDoc } from '../bson/compare';
import { Elements, T, rawField, rawSlice, type RawValue } from '../bson/raw';
import { validateDocument } from '../bson/validate';
import { OperatorUpdate } from './operators';
import { PipelineUpdate } from './pipeline';
import { UpdatePositions } from './positions';
import { put } from './target';

const ID = Buffer.from('_id');

/** What an update makes of a stored document. */
export interface Update {
  readonly kind: 'replacement' | 'operators' | 'pipeline';
  /** The bytes afterwards; the very same buffer when nothing changes. Throws ImmutableField and others. */
  apply(before: Buffer): Buffer;
  /** The document that an upsert inserts. */
  insert(): Buffer;
}

export interface UpdateContext {
  readonly filter: Buffer;
  readonly arrayFilters: readonly Buffer[];
  readonly variables: Doc;
}

function immutable(): MongoError {
  return new MongoError(
    'ImmutableField',
    "Performing an update on the path '_id' would modify the immutable field '_id'",
  );
}

/** The fields of a filter that its match must equal: what an upsert starts from. */
function seed(filter: Doc): Doc {
  const document: Doc = {};
  for (const [path, value] of Object.entries(filter)) {
    if (path === '$and' && Array.isArray(value)) {
      for (const part of value as Doc[]) Object.assign(document, seed(part));
    } else if (!path.startsWith('$')) plant(document, path, value);
  }
  return document;
}

function equality(value: unknown): unknown {
  const operators = isDoc(value) && Object.keys(value)[0]?.startsWith('$');
  const wanted = operators ? value.$eq : value;
  return wanted instanceof BSONRegExp ? undefined : wanted;
}

function plant(document: Doc, path: string, value: unknown): void {
  const wanted = equality(value);
  if (wanted === undefined) return;
  const segments = path.split('.');
  const last = segments.pop() ?? '';
  let parent = document;
  for (const segment of segments) {
    const inner = parent[segment];
    const next: Doc = isDoc(inner) ? inner : {};
    put(parent, segment, next);
    parent = next;
  }
  put(parent, last, wanted);
}

/** The document with `_id` as its first field, a new one when it has none. */
export function withId(document: Buffer, id?: unknown): Buffer {
  const elements = new Elements(document);
  if (elements.next() && elements.nameIs(ID)) return document;
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

function checked(before: Buffer, after: Buffer): Buffer {
  if (after.equals(before)) return before;
  if (!sameId(before, after)) throw immutable();
  if (after.length > before.length) validateDocument(after);
  return after;
}

function replacement(document: Buffer, { filter }: UpdateContext): Update {
  validateDocument(document);
  return {
    kind: 'replacement',
    apply: (before) => checked(before, withId(document, toTypedValue(idOf(before)))),
    insert: () => withId(document, seed(toTypedDoc(filter))._id),
  };
}

function byOperators(update: Buffer, context: UpdateContext): Update {
  const operators = new OperatorUpdate(toTypedDoc(update));
  const positions = new UpdatePositions(context.filter, context.arrayFilters);
  return {
    kind: 'operators',
    apply: (before) => {
      const document = toTypedDoc(before);
      operators.apply(document, positions.in(before), false);
      return checked(before, toBytes(document));
    },
    insert: () => {
      const document = seed(toTypedDoc(context.filter));
      operators.apply(document, positions.in(toBytes(document)), true);
      const bytes = withId(toBytes(document));
      validateDocument(bytes);
      return bytes;
    },
  };
}

function byPipeline(stages: RawValue, context: UpdateContext): Update {
  const pipeline = new PipelineUpdate(toValue(stages) as unknown[], context.variables);
  return {
    kind: 'pipeline',
    apply: (before) => {
      const after = pipeline.apply(before);
      return checked(before, withId(toBytes(after), toTypedValue(idOf(before))));
    },
    insert: () => withId(toBytes(pipeline.apply(toBytes(seed(toTypedDoc(context.filter)))))),
  };
}

/** Reads an update: a document to put in place, operators, or a pipeline. Throws MongoError. */
export function compileUpdate(update: RawValue, context: UpdateContext): Update {
  if (update.type === T.array) return byPipeline(update, context);
  if (update.type !== T.document) {
    throw new MongoError('FailedToParse', 'Update argument must be either an object or an array');
  }
  const bytes = rawSlice(update);
  const elements = new Elements(bytes);
  const operators = elements.next() && elements.name.startsWith('$');
  return operators ? byOperators(bytes, context) : replacement(bytes, context);
}
