import { T } from '../bson/raw';

/** The types that $inc adds up on stored bytes. */
export const PLAIN_NUMBERS = new Set<number>([T.int32, T.double]);

export function plainNumber(bytes: Buffer, type: number, start: number): number {
  return type === T.int32 ? bytes.readInt32LE(start) : bytes.readDoubleLE(start);
}

/** Whether the sum is written as simply as the operands: no overflow, no zero whose sign would matter. */
export function isPlainSum(sum: number, type: number): boolean {
  return type === T.int32 ? sum === (sum | 0) : Number.isFinite(sum) && sum !== 0;
}
