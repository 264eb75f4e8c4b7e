import { isDoc } from '../bson/compare';

export type ValueTest = (value: unknown) => boolean;

const DIGITS = /^\d+$/;

function someInArray(
  array: readonly unknown[],
  path: readonly string[],
  at: number,
  test: ValueTest,
): boolean {
  const segment = path[at] ?? '';
  if (DIGITS.test(segment) && Number(segment) < array.length) {
    if (someReached(array[Number(segment)], path, at + 1, test)) return true;
  }
  return array.some((element) => isDoc(element) && someReached(element, path, at, test));
}

function someReached(
  value: unknown,
  path: readonly string[],
  at: number,
  test: ValueTest,
): boolean {
  const segment = path[at];
  if (segment === undefined) return test(value);
  if (Array.isArray(value)) return someInArray(value, path, at, test);
  if (!isDoc(value)) return test(undefined);
  return someReached(
    Object.hasOwn(value, segment) ? value[segment] : undefined,
    path,
    at + 1,
    test,
  );
}

/** Whether any value that `path` leads to passes, arrays at its end taken as a whole. A missing field is undefined. */
export function someAt(document: unknown, path: readonly string[], test: ValueTest): boolean {
  return someReached(document, path, 0, test);
}

/** As someAt, but an array at the end passes also when one of its elements does. */
export function someElementAt(
  document: unknown,
  path: readonly string[],
  test: ValueTest,
): boolean {
  return someReached(
    document,
    path,
    0,
    (value) => (Array.isArray(value) && value.some((element) => test(element))) || test(value),
  );
}
