import { Elements, T, type RawValue } from '../bson/raw';
import { checkSize } from '../bson/validate';
import { PLAIN_NUMBERS, isPlainSum, plainNumber } from './plain-number';
import { readPlain } from './plain-read';
import { creates, type PlainField, type PlainShape } from './plain-shape';
import { Slab } from './slab';

/** So few are compared and copied faster one by one. */
const FEW_BYTES = 64;
const slab = new Slab();

function named(fields: readonly PlainField[], elements: Elements): number {
  for (let i = 0; i < fields.length; i++) {
    const { name } = fields[i] as PlainField;
    if (elements.nameIs(name, name.length - 1)) return i;
  }
  return -1;
}

/**
 * An update of `$set`, `$inc` and `$unset` on plain paths, carried out on a copy of the stored bytes: what it does not
 * name stays as it is. It knows its limits and leaves everything unusual to OperatorUpdate; a property test holds the
 * two to the same answers.
 */
export class PlainUpdate {
  private out = slab.bytes;
  /** Where the document ends in `out`, as far as it has been changed. */
  private end = 0;
  private changed = false;

  private constructor(
    private readonly shape: PlainShape,
    private readonly operands: readonly RawValue[],
    private readonly updateBytes: number,
  ) {}

  /** Undefined when `update` has to be carried out by the operators themselves. */
  static read(update: RawValue): PlainUpdate | undefined {
    const read = readPlain(update);
    return read && new PlainUpdate(read.shape, read.operands, update.end - update.start);
  }

  /** The document afterwards, the very same buffer when nothing changes; undefined when this cannot tell. */
  apply(before: Buffer): Buffer | undefined {
    this.copyOf(before);
    if (!this.document(slab.at, this.shape.fields)) return undefined;
    if (!this.changed) return before;
    const after = this.out.subarray(slab.at, this.end);
    checkSize(after);
    slab.at = this.end;
    return after;
  }

  private copyOf(before: Buffer): void {
    slab.reserve(before.length + this.updateBytes + this.shape.overhead);
    this.out = slab.bytes;
    this.out.set(before, slab.at);
    this.end = slab.at + before.length;
    this.changed = false;
  }

  private document(start: number, fields: readonly PlainField[]): boolean {
    const elements = new Elements(this.out, start);
    let missing = (1 << fields.length) - 1;
    while (missing !== 0 && elements.next()) {
      const i = named(fields, elements);
      const field = fields[i];
      if (!field) continue;
      // A name that is there twice, or a field that is not as expected: the operators know what to do.
      if ((missing & (1 << i)) === 0 || !this.change(field, elements)) return false;
      missing &= ~(1 << i);
    }
    const before = this.end;
    const made = missing === 0 || this.createMissing(fields, missing, elements.limit);
    this.out.writeInt32LE(elements.limit + 1 + this.end - before - start, start);
    return made;
  }

  /** Adds the fields of which `missing` has a bit to the document that ends at `limit`. */
  private createMissing(fields: readonly PlainField[], missing: number, limit: number): boolean {
    const rest = this.end - limit;
    return fields.every((field, i) => {
      const created = (missing & (1 << i)) === 0 ? false : creates(field);
      if (created) this.create(field, this.end - rest);
      return created !== undefined;
    });
  }

  private change(field: PlainField, elements: Elements): boolean {
    switch (field.operator) {
      case undefined:
        return elements.type === T.document && this.inner(field, elements);
      case '$set':
        this.set(elements, this.operands[field.operand] as RawValue);
        return true;
      case '$inc':
        return this.increment(elements, this.operands[field.operand] as RawValue);
      case '$setOnInsert':
        return true;
      case '$unset':
        this.resize(elements, elements.nameStart - 1, 0);
        return true;
    }
  }

  private inner({ fields }: PlainField, elements: Elements): boolean {
    const before = this.end;
    const done = this.document(elements.start, fields);
    elements.grown(this.end - before);
    return done;
  }

  private set(elements: Elements, { bytes, type, start, end }: RawValue): void {
    if (elements.type !== type) this.out[elements.nameStart - 1] = type;
    this.changed ||= elements.type !== type;
    this.resize(elements, elements.start, end - start);
    this.copy(bytes, start, end, elements.start);
  }

  private increment(elements: Elements, by: RawValue): boolean {
    if (!PLAIN_NUMBERS.has(elements.type)) return false;
    const type = elements.type === T.int32 ? by.type : T.double;
    const value = plainNumber(this.out, elements.type, elements.start);
    const sum = value + plainNumber(by.bytes, by.type, by.start);
    if (!isPlainSum(sum, type)) return false;
    this.changed ||= elements.type !== type || sum !== value;
    this.out[elements.nameStart - 1] = type;
    this.resize(elements, elements.start, type === T.int32 ? 4 : 8);
    if (type === T.int32) this.out.writeInt32LE(sum, elements.start);
    else this.out.writeDoubleLE(sum, elements.start);
    return true;
  }

  /** Makes what is between `from` and the end of the element as long as it has to be. */
  private resize(elements: Elements, from: number, bytes: number): void {
    const by = bytes - (elements.end - from);
    if (by === 0) return;
    this.makeRoom(elements.end, by);
    elements.grown(by);
  }

  private makeRoom(at: number, bytes: number): void {
    this.out.copyWithin(at + bytes, at, this.end);
    this.end += bytes;
    this.changed = true;
  }

  /** Puts a new field where there is none yet. */
  private create(field: PlainField, at: number): void {
    const operand = field.operator ? (this.operands[field.operand] as RawValue) : undefined;
    const size = operand ? operand.end - operand.start : 5;
    this.makeRoom(at, 1 + field.name.length + size);
    this.out[at] = operand ? operand.type : T.document;
    this.out.set(field.name, at + 1);
    const start = at + 1 + field.name.length;
    if (operand) this.copy(operand.bytes, operand.start, operand.end, start);
    else this.createAll(field.fields, start);
  }

  private createAll(fields: readonly PlainField[], start: number): void {
    const rest = this.end - (start + 4);
    for (const field of fields) this.create(field, this.end - rest);
    this.out[this.end - rest] = 0;
    this.out.writeInt32LE(this.end - rest + 1 - start, start);
  }

  private copy(bytes: Buffer, start: number, end: number, at: number): void {
    if (end - start <= FEW_BYTES) {
      for (let i = 0; i < end - start; i++) {
        const byte = bytes[start + i] as number;
        if (this.out[at + i] === byte) continue;
        this.out[at + i] = byte;
        this.changed = true;
      }
    } else if (this.out.compare(bytes, start, end, at, at + end - start) !== 0) {
      bytes.copy(this.out, at, start, end);
      this.changed = true;
    }
  }
}
