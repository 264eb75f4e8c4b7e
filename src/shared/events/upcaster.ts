/** One version of one event, as the log names it: `TripRequested` version 2 is `TripRequested.v2`. */
export interface Shape {
  readonly type: string;
  readonly version: number;
}

export const shapeName = ({ type, version }: Shape) => `${type}.v${version}`;

/**
 * One pure step from a shape that was once written to the shape or shapes that came after it: one target renames or
 * reshapes, several split, none drops.
 */
export interface Upcaster {
  readonly from: Shape;
  readonly to: readonly Shape[];
  /** The data of each target, in the order of `to`. */
  lift(this: void, data: object): readonly object[];
}

/** Types a step by the old data that it reads: history can no longer be checked, only trusted. */
export function upcaster<Old extends object>(
  from: Shape,
  to: readonly Shape[],
  lift: (old: Old) => readonly object[],
): Upcaster {
  return { from, to, lift: (data) => lift(data as Old) };
}

/**
 * What neighbours mean together: several events that one command wrote one behind the other became one. Each of these
 * shapes has an upcaster too, for where it stands without the others.
 */
export interface Merger {
  readonly from: readonly Shape[];
  readonly to: Shape;
  /** Takes the data of each source, in the order of `from`. */
  merge(this: void, data: readonly object[]): object;
}

export function merger<Old extends readonly object[]>(
  from: { readonly [Place in keyof Old]: Shape },
  to: Shape,
  merge: (...old: Old) => object,
): Merger {
  return { from, to, merge: (data) => merge(...(data as unknown as Old)) };
}

/** The way back by one version, for consumers that still read the older shape. */
export interface Downcaster {
  readonly from: Shape;
  lower(this: void, data: object): object;
}

/** From this version of its type to the one before. */
export function downcaster<New extends object>(
  from: Shape,
  lower: (data: New) => object,
): Downcaster {
  return { from, lower: (data) => lower(data as New) };
}
