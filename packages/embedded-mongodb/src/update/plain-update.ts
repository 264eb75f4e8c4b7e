import { Elements, T, type RawValue } from '../bson/raw';
import { checkSize } from '../bson/validate';
import { PLAIN_NUMBERS, readPlain } from './plain-read';
import { creates, type PlainField, type PlainShape } from './plain-shape';
import { Slab } from './slab';

/** So few are copied faster one by one. */
const FEW_BYTES = 24;
const slab = new Slab();

function numberAt({ bytes, type, start }: RawValue): number {
  return type === T.int32 ? bytes.readInt32LE(start) : bytes.readDoubleLE(start);
}

/** Whether the sum is written as simply as the operands: no overflow, no zero whose sign would matter. */
function isSimple(sum: number, type: number): boolean {
  return type === T.int32 ? sum === (sum | 0) : Number.isFinite(sum) && sum !== 0;
}

function named(fields: readonly PlainField[], elements: Elements): number {
  for (let i = 0; i < fields.length; i++) {
    const { name } = fields[i] as PlainField;
    if (elements.nameIs(name, name.length - 1)) return i;
  }
  return -1;
}

/**
 * An update of `$set`, `$inc` and `$unset` on plain paths, carried out on the stored bytes: what it does not name is
 * copied as it is. It knows its limits and leaves everything unusual to OperatorUpdate; a property test holds the two
 * to the same answers.
 */
export class PlainUpdate {
  private at = 0;
  private out = slab.bytes;

  private constructor(
    private readonly shape: PlainShape,
    private readonly operands: readonly RawValue[],
    private readonly updateBytes: number,
  ) {}

  /** Undefined when `update` has to be carried out by the operators themselves. */
  static read(update: Buffer): PlainUpdate | undefined {
    const read = readPlain(update);
    return read && new PlainUpdate(read.shape, read.operands, update.length);
  }

  /** The document afterwards, the very same buffer when nothing changes; undefined when this cannot tell. */
  apply(before: Buffer): Buffer | undefined {
    slab.reserve(before.length + this.updateBytes + this.shape.overhead);
    this.out = slab.bytes;
    this.at = slab.at;
    if (!this.document(before, 0, this.shape.fields)) return undefined;
    const after = this.out.subarray(slab.at, this.at);
    if (after.equals(before)) return before;
    checkSize(after);
    slab.at = this.at;
    return after;
  }

  private document(bytes: Buffer, start: number, fields: readonly PlainField[]): boolean {
    const from = this.at;
    const elements = new Elements(bytes, start);
    let missing = (1 << fields.length) - 1;
    let copied = start;
    while (missing !== 0 && elements.next()) {
      const i = named(fields, elements);
      const field = fields[i];
      if (!field) continue;
      // A name that is there twice, or a field that is not as expected: the operators know what to do.
      if ((missing & (1 << i)) === 0) return false;
      missing &= ~(1 << i);
      this.copy(bytes, copied, elements.nameStart - 1);
      copied = elements.end;
      if (!this.change(field, elements)) return false;
    }
    this.copy(bytes, copied, elements.limit);
    const made = fields.every((field, i) => (missing & (1 << i)) === 0 || this.create(field));
    if (made) this.close(from);
    return made;
  }

  private change(field: PlainField, { bytes, type, start, end }: Elements): boolean {
    switch (field.operator) {
      case undefined:
        if (type !== T.document) return false;
        this.name(T.document, field);
        return this.document(bytes, start, field.fields);
      case '$set':
        this.operand(field);
        return true;
      case '$inc':
        return this.increment(field, { bytes, type, start, end });
      case '$setOnInsert':
        this.name(type, field);
        this.copy(bytes, start, end);
        return true;
      case '$unset':
        return true;
    }
  }

  private create(field: PlainField): boolean {
    const created = creates(field);
    if (created !== true) return created === false;
    if (field.operator) {
      this.operand(field);
      return true;
    }
    this.name(T.document, field);
    const from = this.at;
    this.at += 4;
    for (const inner of field.fields) this.create(inner);
    this.close(from);
    return true;
  }

  private increment(field: PlainField, value: RawValue): boolean {
    const by = this.operands[field.operand] as RawValue;
    if (!PLAIN_NUMBERS.has(value.type)) return false;
    const type = value.type === T.int32 ? by.type : T.double;
    const sum = numberAt(value) + numberAt(by);
    if (!isSimple(sum, type)) return false;
    this.name(type, field);
    this.at =
      type === T.int32 ? this.out.writeInt32LE(sum, this.at) : this.out.writeDoubleLE(sum, this.at);
    return true;
  }

  private operand(field: PlainField): void {
    const { bytes, type, start, end } = this.operands[field.operand] as RawValue;
    this.name(type, field);
    this.copy(bytes, start, end);
  }

  private name(type: number, { name }: PlainField): void {
    this.out[this.at++] = type;
    for (let i = 0; i < name.length; i++) this.out[this.at++] = name[i] as number;
  }

  private copy(bytes: Buffer, start: number, end: number): void {
    if (end - start > FEW_BYTES) this.at += bytes.copy(this.out, this.at, start, end);
    else for (let i = start; i < end; i++) this.out[this.at++] = bytes[i] as number;
  }

  private close(from: number): void {
    this.out[this.at++] = 0;
    this.out.writeInt32LE(this.at - from, from);
  }
}
