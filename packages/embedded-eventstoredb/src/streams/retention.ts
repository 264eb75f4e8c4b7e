/** Which events of a stream its metadata still shows. `maxAge` is in milliseconds. */
export interface Retention {
  maxCount: number;
  maxAge: number;
  truncateBefore: number;
}

export const KEEP_ALL: Retention = {
  maxCount: Infinity,
  maxAge: Infinity,
  truncateBefore: 0,
};

/** Only the newest metadata counts. */
export const METASTREAM_RETENTION: Retention = { ...KEEP_ALL, maxCount: 1 };

/** The `$tb` of a deleted stream: the greatest revision the protocol knows, 2^63 - 1. */
const DELETED = 2 ** 63;
export const SOFT_DELETE_METADATA = '{"$tb":9223372036854775807}';

function limit(value: unknown, whenAbsent: number): number {
  return typeof value === 'number' && value >= 0 ? value : whenAbsent;
}

function parseObject(json: Buffer): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(json.toString('utf8'));
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Reads the data of a `$metadata` event; what is not understood keeps everything. */
export function parseRetention(json: Buffer): Retention {
  const metadata = parseObject(json);
  return {
    maxCount: limit(metadata['$maxCount'], Infinity),
    maxAge: limit(metadata['$maxAge'], Infinity) * 1000,
    truncateBefore: limit(metadata['$tb'], 0),
  };
}

export function isSoftDeleted(retention: Retention): boolean {
  return retention.truncateBefore >= DELETED;
}

/** The same metadata with another `$tb`, as JSON. */
export function withTruncateBefore(json: Buffer, revision: number): string {
  return JSON.stringify({ ...parseObject(json), $tb: revision });
}

/** The lowest revision that is still shown when `last` is the newest. */
export function firstVisible(retention: Retention, last: number): number {
  return Math.max(retention.truncateBefore, last - retention.maxCount + 1, 0);
}
