import { Elements, T, isContainer, type RawValue } from '../bson/raw';
import { validateValue } from '../bson/validate';
import { PLAIN_NUMBERS } from './plain-number';
import { plainShape, type PlainShape } from './plain-shape';

type Change = readonly [operator: string, path: string];

/** An update as it was read before: the next one is most often the same with other operands. */
interface Known {
  /** Its operators, each before the paths that it acts on. */
  readonly names: readonly Buffer[];
  readonly changes: readonly Change[];
  readonly shape: PlainShape;
}

let last: Known | undefined;

const UNUSUAL = new Set<number>([T.undefined, T.dbPointer, T.symbol, T.codeWithScope]);

function isOperand([operator, path]: Change, operand: RawValue): boolean {
  if (operator === '$inc') return PLAIN_NUMBERS.has(operand.type);
  if (UNUSUAL.has(operand.type)) return false;
  validateValue(operand, isContainer(operand.type) ? path.split('.').length : 1);
  return true;
}

type Operands = readonly RawValue[];

export interface PlainStatement {
  readonly shape: PlainShape;
  readonly operands: Operands;
}

/** The operands of an update of the same operators and paths as `known`, decoding no name; undefined for another. */
function operandsLike(known: Known, { bytes, start }: RawValue): Operands | undefined {
  const { names, changes } = known;
  const operands: RawValue[] = [];
  let at = 0;
  const isNext = (elements: Elements) => {
    const name = names[at++];
    return name !== undefined && elements.nameIs(name);
  };
  const operators = new Elements(bytes, start);
  while (operators.next()) {
    if (operators.type !== T.document || !isNext(operators)) return undefined;
    const elements = new Elements(bytes, operators.start);
    while (elements.next()) {
      const operand = elements.value();
      if (!isNext(elements) || !isOperand(changes[operands.length] as Change, operand)) {
        return undefined;
      }
      operands.push(operand);
    }
  }
  return at === names.length ? operands : undefined;
}

function readAnew({ bytes, start }: RawValue): PlainStatement | undefined {
  const names: Buffer[] = [];
  const changes: Change[] = [];
  const operands: RawValue[] = [];
  const operators = new Elements(bytes, start);
  while (operators.next()) {
    if (operators.type !== T.document) return undefined;
    const operator = operators.name;
    names.push(Buffer.from(operator));
    const elements = new Elements(bytes, operators.start);
    while (elements.next()) {
      const change: Change = [operator, elements.name];
      if (!isOperand(change, elements.value())) return undefined;
      names.push(Buffer.from(change[1]));
      changes.push(change);
      operands.push(elements.value());
    }
  }
  const shape = plainShape(changes);
  if (!shape) return undefined;
  last = { names, changes, shape };
  return { shape, operands };
}

/** What an update changes, and to what. Undefined when the operators themselves have to carry it out. */
export function readPlain(update: RawValue): PlainStatement | undefined {
  const operands = last && operandsLike(last, update);
  return last && operands ? { shape: last.shape, operands } : readAnew(update);
}
