import { DomainError } from '../shared/kernel/domain-error';

export class IdempotencyKeyReused extends DomainError {
  readonly code = 'IDEMPOTENCY_KEY_REUSED';
  readonly refusal = 'reused';
  constructor() {
    super('This Idempotency-Key was used for another request');
  }
}

/** `If-Match` named a revision that is not the last one: the client decided on something old. */
export class StaleRevision extends DomainError {
  readonly code = 'STALE_REVISION';
  readonly refusal = 'stale';
  constructor(revision: bigint | undefined) {
    super('The stream is at another revision', {
      currentRevision: revision === undefined ? null : Number(revision),
    });
  }
}

/** Nothing was appended: the same command may simply be sent again. */
export class CommandLostRace extends DomainError {
  readonly code = 'LOST_RACE';
  readonly refusal = 'conflict';
  constructor() {
    super('Others changed this at the same time; nothing was done');
  }
}
