import { toBytes, toTypedDoc } from '../bson/convert';
import { rawSlice } from '../bson/raw';
import { validateDocument } from '../bson/validate';
import type { UpdateContext } from './context';
import { keepId, withId } from './document-id';
import { OperatorUpdate } from './operators';
import { UpdatePositions } from './positions';
import { seed } from './seed';

/** `after`, once it is known to be a document that may take the place of `before`. */
export function checked(before: Buffer, after: Buffer): Buffer {
  if (after.equals(before)) return before;
  keepId(before, after);
  if (after.length > before.length) validateDocument(after);
  return after;
}

/** The operators themselves, on the decoded document. */
export class DecodedUpdate {
  private readonly operators: OperatorUpdate;
  private readonly positions: UpdatePositions;

  constructor(
    update: Buffer,
    private readonly context: UpdateContext,
  ) {
    this.operators = new OperatorUpdate(toTypedDoc(update));
    this.positions = new UpdatePositions(rawSlice(context.filter), context.arrayFilters);
  }

  apply(before: Buffer): Buffer {
    const document = toTypedDoc(before);
    this.operators.apply(document, this.positions.in(before), false);
    return checked(before, toBytes(document));
  }

  insert(): Buffer {
    const document = seed(toTypedDoc(rawSlice(this.context.filter)));
    this.operators.apply(document, this.positions.in(toBytes(document)), true);
    const bytes = withId(toBytes(document));
    validateDocument(bytes);
    return bytes;
  }
}
