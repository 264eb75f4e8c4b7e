import { Elements, T, isContainer, type RawValue } from '../bson/raw';
import { checkSize, validateValue } from '../bson/validate';
import { room, taken } from './slab';
import { creates, plainShape, type PlainField, type PlainShape } from './plain-shape';

/** So few are copied faster one by one. */
const FEW_BYTES = 24;
const NUMBERS = new Set<number>([T.int32, T.double]);

function numberAt({ bytes, type, start }: RawValue): number {
  return type === T.int32 ? bytes.readInt32LE(start) : bytes.readDoubleLE(start);
}

/** Whether the sum is written as simply as the operands: no overflow, no zero whose sign would matter. */
function isSimple(sum: number, type: number): boolean {
  return type === T.int32 ? sum === (sum | 0) : Number.isFinite(sum) && sum !== 0;
}

function isOperand(operator: string, path: string, operand: RawValue): boolean {
  if (operator === '$inc') return NUMBERS.has(operand.type);
  if (operand.type === T.undefined || operand.type === T.dbPointer) return false;
  if (operand.type === T.symbol || operand.type === T.codeWithScope) return false;
  validateValue(operand, isContainer(operand.type) ? path.split('.').length : 1);
  return true;
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
  private out: Buffer = Buffer.alloc(0);

  private constructor(
    private readonly shape: PlainShape,
    private readonly operands: readonly RawValue[],
    private readonly updateBytes: number,
  ) {}

  /** Undefined when `update` has to be carried out by the operators themselves. */
  static read(update: Buffer): PlainUpdate | undefined {
    const changes: [string, string][] = [];
    const operands: RawValue[] = [];
    let key = '';
    const operators = new Elements(update);
    while (operators.next()) {
      if (operators.type !== T.document) return undefined;
      const operator = operators.name;
      const elements = new Elements(update, operators.start);
      while (elements.next()) {
        const path = elements.name;
        const operand = elements.value();
        if (!isOperand(operator, path, operand)) return undefined;
        key += `${operator}\0${path}\0`;
        changes.push([operator, path]);
        operands.push(operand);
      }
    }
    const shape = plainShape(key, changes);
    return shape && new PlainUpdate(shape, operands, update.length);
  }

  /** The document afterwards, the very same buffer when nothing changes; undefined when this cannot tell. */
  apply(before: Buffer): Buffer | undefined {
    this.out = room(before.length + this.updateBytes + this.shape.overhead);
    this.at = 0;
    if (!this.document(before, 0, this.shape.fields)) return undefined;
    const after = taken(this.out, this.at);
    if (after.equals(before)) return before;
    checkSize(after);
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
    if (!NUMBERS.has(value.type)) return false;
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
