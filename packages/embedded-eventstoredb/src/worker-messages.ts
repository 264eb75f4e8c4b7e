import type { DataDirectoryRefused } from './storage/errors';

/** What the thread that started the worker asks of it. */
export type ToWorker = { kind: 'close' } | { kind: 'backup'; request: number; to: string };

/** What the worker tells the thread that started it. */
export type FromWorker =
  | { kind: 'started'; port: number }
  | { kind: 'refused'; reason: DataDirectoryRefused['reason']; directory: string; message: string }
  | { kind: 'failed'; message: string }
  | { kind: 'backed-up'; request: number; refusal: string | undefined };
