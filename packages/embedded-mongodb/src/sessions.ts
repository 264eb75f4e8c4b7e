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

/** The ids of the sessions that `endSessions` and the like name. */
export function namedSessions(command: CommandBody): Buffer[] {
  const list = command.value(command.name);
  return Array.isArray(list) ? list.flatMap((lsid: unknown) => idOf(lsid) ?? []) : [];
}

/** Whether a command is a statement of a transaction, or ends one. */
export function isInTransaction(command: CommandBody): boolean {
  return command.has('autocommit') || command.has('startTransaction');
}

/** The session and the number that transactions and retryable writes have. Throws InvalidOptions. */
export function numberedSession(command: CommandBody): WriteAttempt {
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

/** What makes a write retryable. Undefined for a write that is not, and within transactions. */
export function attemptOf(command: CommandBody): WriteAttempt | undefined {
  if (!command.has('txnNumber') || isInTransaction(command)) return undefined;
  return numberedSession(command);
}
