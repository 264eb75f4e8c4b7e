/** What was measured, and what it is held against in the same run on the same machine. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly against?: { readonly what: string; readonly value: number };
  /** Of `docs`: the least ratio, or what the value itself must keep to. */
  readonly target?: string;
}

export interface Options {
  /** The length of the log that is read. */
  readonly events: number;
  /** How long each load lasts. */
  readonly seconds: number;
  /** Timers that are pending. */
  readonly timers: number;
  /** How many times the same is drawn anew. */
  readonly seeds: number;
}

export interface Benchmark {
  readonly name: string;
  /** The length of the log unless another is asked for. */
  readonly events?: number;
  run(this: void, options: Options): Promise<readonly Figure[]>;
}

/** Runs and says how many seconds it took. */
export async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const began = performance.now();
  const result = await work();
  return [result, (performance.now() - began) / 1000];
}
