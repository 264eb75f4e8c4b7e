import type { PurgedModel } from './purge';

/** What an erasure has reached. */
export interface Certificate {
  readonly subject: string;
  /** From then on nothing decrypts. */
  readonly keyShreddedAt: Date;
  readonly finishedAt: Date;
  /** The log was searched up to here. */
  readonly logPosition: string | null;
  readonly events: number;
  /** Not reached: they were stored before personal data was sealed. */
  readonly eventsInTheClear: number;
  readonly streams: number;
  readonly readModels: readonly PurgedModel[];
  readonly droppedCollections: readonly string[];
  readonly deadLetters: number;
  readonly notes: number;
  /** Documents that tell of the person and are not folded from the log: removed. */
  readonly besideTheLog: number;
  /** What was under way when the erasure was forced. */
  readonly openStreams: readonly string[];
}
