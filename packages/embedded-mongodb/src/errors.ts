/** The error codes of the protocol that this server answers with, by MongoDB's own names. */
const CODES = {
  InternalError: 1,
  BadValue: 2,
  FailedToParse: 9,
  Unauthorized: 13,
  TypeMismatch: 14,
  Overflow: 15,
  IllegalOperation: 20,
  InvalidBSON: 22,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  MaxTimeMSExpired: 50,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  WriteConflict: 112,
  CommandNotSupported: 115,
  ConflictingOperationInProgress: 117,
  DocumentValidationFailure: 121,
  CannotIndexParallelArrays: 171,
  QueryFeatureNotAllowed: 224,
  TransactionTooOld: 225,
  MaxSubPipelineDepthExceeded: 232,
  SnapshotUnavailable: 246,
  NoSuchTransaction: 251,
  TransactionCommitted: 256,
  OperationNotSupportedInTransaction: 263,
  QueryExceededMemoryLimitNoDiskUseAllowed: 292,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  InterruptedAtShutdown: 11600,
  Location40323: 40323,
  Location40324: 40324,
  Location40601: 40601,
  Location40602: 40602,
  Location51156: 51156,
  Location7749501: 7749501,
} as const;

export type CodeName = keyof typeof CODES;

/** A refusal in the protocol's own terms: the driver turns `code`, `codeName` and `errmsg` into its own error class. */
export class MongoError extends Error {
  readonly code: number;

  constructor(
    readonly codeName: CodeName,
    message: string,
    /** Further fields of the answer, such as `keyPattern` and `keyValue` of a duplicate key. */
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
    this.code = CODES[codeName];
  }
}

/** Why a data directory cannot be opened; the message is one line, meant for the person who started the server. */
export class DataDirectoryError extends Error {
  constructor(
    readonly code: 'in-use' | 'newer-format' | 'damaged' | 'unusable',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'DataDirectoryError';
  }
}

/** What to answer for anything thrown: our own refusals as they are, the query language's complaints as BadValue. */
export function asMongoError(error: unknown): MongoError {
  if (error instanceof MongoError) return error;
  if (error instanceof Error && error.constructor.name === 'MingoError') {
    return new MongoError('BadValue', error.message);
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof RangeError && message.includes('call stack')) {
    return new MongoError('Overflow', 'The operation is nested too deeply');
  }
  return new MongoError('InternalError', message);
}

const ENDS_COMMAND = new Set<CodeName>([
  'WriteConflict',
  'SnapshotUnavailable',
  'MaxTimeMSExpired',
]);

/** Whether an error is of the whole command, never of one statement in it. */
export function endsCommand(error: unknown): boolean {
  return error instanceof MongoError && ENDS_COMMAND.has(error.codeName);
}

/** The fields of a failed command's answer. */
export function errorReply(error: unknown): Record<string, unknown> {
  const { code, codeName, message, details } = asMongoError(error);
  return { ok: 0, errmsg: message, code, codeName, ...details };
}
