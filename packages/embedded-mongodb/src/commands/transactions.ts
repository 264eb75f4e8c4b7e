import { MongoError, asMongoError } from '../errors';
import type { DatabaseNode } from '../node';
import { isInTransaction, numberedSession } from '../sessions';
import type { CommandBody } from '../wire/command-body';
import { CursorBatch, type Reply } from '../wire/reply';
import type { Command, Commands } from './command';

const STATEMENTS = new Set([
  'find',
  'getMore',
  'killCursors',
  'insert',
  'update',
  'delete',
  'findAndModify',
  'findandmodify',
  'aggregate',
  'distinct',
  'create',
  'createIndexes',
]);
/** What a client may answer by running the whole transaction again. */
const TRANSIENT = new Set(['WriteConflict', 'SnapshotUnavailable', 'NoSuchTransaction']);

function labelled(error: unknown): MongoError {
  const known = asMongoError(error);
  if (!TRANSIENT.has(known.codeName)) return known;
  const errorLabels = ['TransientTransactionError'];
  return new MongoError(known.codeName, known.message, { ...known.details, errorLabels });
}

async function withLabels<R>(work: () => R | Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    throw labelled(error);
  }
}

function checkStatement(command: CommandBody): void {
  if (command.boolean('autocommit', true) || !command.has('txnNumber')) {
    throw new MongoError(
      'InvalidOptions',
      "Multi-document transactions need 'txnNumber' and 'autocommit: false'",
    );
  }
  if (!STATEMENTS.has(command.name)) {
    throw new MongoError(
      'OperationNotSupportedInTransaction',
      `Cannot run '${command.name}' in a multi-document transaction.`,
    );
  }
  if (['admin', 'config', 'local'].includes(command.db)) {
    throw new MongoError(
      'OperationNotSupportedInTransaction',
      `Cannot run command against the '${command.db}' database in a transaction.`,
    );
  }
}

function hasErrors(reply: Reply): boolean {
  return !(reply instanceof CursorBatch) && 'writeErrors' in reply;
}

/** Carries out a command, within its transaction when it belongs to one. */
export function inTransaction(
  command: CommandBody,
  node: DatabaseNode,
  run: Command,
): Reply | Promise<Reply> {
  if (!isInTransaction(command) || command.name in ends) return run(command, node);
  checkStatement(command);
  return withLabels(() =>
    node.transactions.statement(
      numberedSession(command),
      command.boolean('startTransaction'),
      () => run(command, node),
      hasErrors,
    ),
  );
}

const commitTransaction: Command = (command, node) =>
  withLabels(async () => {
    await node.transactions.commit(numberedSession(command));
    return { ok: 1 };
  });

const abortTransaction: Command = (command, node) =>
  withLabels(() => {
    node.transactions.abort(numberedSession(command));
    return { ok: 1 };
  });

const ends: Commands = { commitTransaction, abortTransaction };

export { ends as transactionCommands };
