import { MongoError } from '../errors';
import { toBytes, toTypedDoc, toTypedValue, toValue } from '../bson/convert';
import { Elements, T, rawSlice, type RawValue } from '../bson/raw';
import { checkSize, validateDocument } from '../bson/validate';
import type { UpdateContext } from './context';
import { DecodedUpdate, checked } from './decoded-update';
import { beginsWithId, idOf, keepId, withId } from './document-id';
import { PipelineUpdate } from './pipeline';
import { PlainUpdate } from './plain-update';
import { seed } from './seed';

const DOLLAR = 0x24;

/** What an update makes of a stored document. */
export interface Update {
  readonly kind: 'replacement' | 'operators' | 'pipeline';
  /** The bytes afterwards; the very same buffer when nothing changes. Throws ImmutableField and others. */
  apply(before: Buffer): Buffer;
  /** The document that an upsert inserts. */
  insert(): Buffer;
}

function replacement(document: Buffer, { filter }: UpdateContext): Update {
  validateDocument(document);
  const whole = beginsWithId(document);
  return {
    kind: 'replacement',
    apply: (before) => {
      const after = whole ? document : withId(document, toTypedValue(idOf(before)));
      if (after.equals(before)) return before;
      keepId(before, after);
      checkSize(after);
      return after;
    },
    insert: () => withId(document, seed(toTypedDoc(rawSlice(filter)))._id),
  };
}

function byOperators(update: RawValue, context: UpdateContext): Update {
  const plain = context.arrayFilters.length === 0 ? PlainUpdate.read(update) : undefined;
  let decoded = plain ? undefined : new DecodedUpdate(rawSlice(update), context);
  const operators = () => (decoded ??= new DecodedUpdate(rawSlice(update), context));
  return {
    kind: 'operators',
    apply: (before) => plain?.apply(before) ?? operators().apply(before),
    insert: () => operators().insert(),
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
    insert: () =>
      withId(toBytes(pipeline.apply(toBytes(seed(toTypedDoc(rawSlice(context.filter))))))),
  };
}

/** Reads an update: a document to put in place, operators, or a pipeline. Throws MongoError. */
export function compileUpdate(update: RawValue, context: UpdateContext): Update {
  if (update.type === T.array) return byPipeline(update, context);
  if (update.type !== T.document) {
    throw new MongoError('FailedToParse', 'Update argument must be either an object or an array');
  }
  const elements = new Elements(update.bytes, update.start);
  const operators = elements.next() && elements.bytes[elements.nameStart] === DOLLAR;
  return operators ? byOperators(update, context) : replacement(rawSlice(update), context);
}
