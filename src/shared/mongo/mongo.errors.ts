import {
  MongoBulkWriteError,
  MongoError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
} from 'mongodb';

/** The database cannot be reached just now, which is nobody's mistake and passes. */
export function isMongoAway(error: unknown): boolean {
  // Whatever keeps a bulk write from its answer is told inside of an error of its own.
  if (error instanceof MongoBulkWriteError && isMongoAway(error.errorResponse)) return true;
  return (
    error instanceof MongoNetworkError ||
    error instanceof MongoServerSelectionError ||
    error instanceof MongoNotConnectedError ||
    error instanceof MongoTopologyClosedError ||
    (error instanceof MongoError && error.hasErrorLabel('TransientTransactionError'))
  );
}
