import { Binary, Long } from 'bson';
import { MongoError } from './errors';
import type { WriteAttempt } from './storage/retry-log';
import type { CommandBody } from './wire/command-body';

function idOf(lsid: unknown): Buffer | undefined {
  const id = (lsid as { id?: unknown } | undefined)?.id;
  return id instanceof Binary ? Buffer.from(id.value()) : undefined;
}

/** The session that a command belongs to, '' for none. */
export function sessionOf(command: CommandBody): string {
  return idOf(command.value('lsid'))?.toString('hex') ?? '';
}

/** The ids of the sessions that `endSessions` names. */
export function endedSessions(command: CommandBody): Buffer[] {
  const list = command.value(command.name);
  return Array.isArray(list) ? list.flatMap((lsid: unknown) => idOf(lsid) ?? []) : [];
}

/**
 * What makes a write retryable: a session and a number. Undefined for a write that is not.
 * Throws OperationNotSupportedInTransaction for a statement of a transaction: there are none yet.
 */
export function attemptOf(command: CommandBody): WriteAttempt | undefined {
  if (!command.has('txnNumber')) return undefined;
  refuseTransaction(command);
  const session = idOf(command.value('lsid'));
  const txnNumber = command.typed('txnNumber');
  if (!session || !(txnNumber instanceof Long)) {
    throw new MongoError(
      'InvalidOptions',
      'txnNumber needs a session and must be a 64-bit integer',
    );
  }
  return { session, txnNumber: txnNumber.toBigInt() };
}

/** Multi-document transactions are not there yet, and say so. */
export function refuseTransaction(command: CommandBody): void {
  if (command.has('startTransaction') || command.raw('autocommit') !== undefined) {
    throw new MongoError(
      'OperationNotSupportedInTransaction',
      'This server does not support multi-document transactions yet',
    );
  }
}
