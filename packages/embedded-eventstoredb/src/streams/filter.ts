import { streamOf, typeOf } from '../storage/stored';

/** Which events of `$all` a subscriber wants, and how often it hears how far the search has come. */
export interface Filter {
  on: 'type' | 'stream';
  regex: RegExp | undefined;
  prefixes: string[];
  /** Events looked at between two checkpoints. */
  checkpointInterval: number;
}

export function matches(filter: Filter, record: Buffer): boolean {
  const subject = filter.on === 'type' ? typeOf(record) : streamOf(record);
  if (filter.regex !== undefined) return filter.regex.test(subject);
  return filter.prefixes.some((prefix) => subject.startsWith(prefix));
}
