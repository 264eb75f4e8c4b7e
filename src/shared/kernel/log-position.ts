/**
 * Where an event stands in the whole log. EventStoreDB gives two byte offsets; both are kept, because a
 * checkpoint by one alone once skipped events of the server's filtered reads (KurrentDB #4970).
 * A position orders events and can be waited for; it is never a count.
 */
export interface LogPosition {
  readonly commit: bigint;
  readonly prepare: bigint;
}

export const LOG_START: LogPosition = { commit: 0n, prepare: 0n };

const DIGITS = 19;

/** Fixed width, so that text order is log order, in a document as in a header: `0…042/0…042`. */
export function formatPosition({ commit, prepare }: LogPosition): string {
  return `${String(commit).padStart(DIGITS, '0')}/${String(prepare).padStart(DIGITS, '0')}`;
}

/** Reads what {@link formatPosition} wrote, padded or not; undefined when it is not a position. */
export function parsePosition(text: string): LogPosition | undefined {
  const match = /^(\d{1,19})\/(\d{1,19})$/.exec(text);
  if (!match) return undefined;
  const [, commit = '', prepare = ''] = match;
  return { commit: BigInt(commit), prepare: BigInt(prepare) };
}
