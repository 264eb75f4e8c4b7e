import type { DataDirectoryRefused } from './storage/errors';

/** What the worker tells the thread that started it. */
export type FromWorker =
  | { kind: 'started'; port: number }
  | { kind: 'refused'; reason: DataDirectoryRefused['reason']; directory: string; message: string }
  | { kind: 'failed'; message: string };

export const CLOSE = 'close';
