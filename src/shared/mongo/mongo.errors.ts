import {
  MongoBulkWriteError,
  MongoClientClosedError,
  MongoError,
  MongoExpiredSessionError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoOperationTimeoutError,
  MongoServerClosedError,
  MongoServerError,
  MongoServerSelectionError,
  MongoStalePrimaryError,
  MongoTopologyClosedError,
} from 'mongodb';
import { isBrokenLine } from '../broken-line';

const KINDS = [
  ...[MongoNetworkError, MongoServerSelectionError, MongoNotConnectedError],
  ...[MongoTopologyClosedError, MongoServerClosedError, MongoClientClosedError],
  ...[MongoExpiredSessionError, MongoOperationTimeoutError, MongoStalePrimaryError],
];
/** Of kinds that the driver keeps to itself. */
const NAMES = ['MongoPoolClosedError', 'MongoWaitQueueTimeoutError'];
const LABELS = ['TransientTransactionError', 'RetryableWriteError', 'ResetPool'];
/** Servers that shut down, step down, are no primary, or did not hear from the others in time. */
const CODES: readonly unknown[] = [
  ...[6, 7, 64, 89, 91, 133, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436],
];

/** The database cannot be reached just now, which is nobody's mistake and passes. */
export function isMongoAway(error: unknown): boolean {
  // Whatever keeps a bulk write from its answer is told inside of an error of its own.
  if (error instanceof MongoBulkWriteError && isMongoAway(error.errorResponse)) return true;
  // Now and then the driver lets through what its socket said.
  if (!(error instanceof MongoError)) return isBrokenLine(error);
  if (KINDS.some((kind) => error instanceof kind) || NAMES.includes(error.name)) return true;
  if (LABELS.some((label) => error.hasErrorLabel(label))) return true;
  return error instanceof MongoServerError && CODES.includes(error.code);
}
