import { DomainError } from '../../../../shared/kernel/domain-error';
import {
  InvalidTransition,
  type RefusedTransition,
} from '../../../../shared/kernel/invalid-transition';

export class DriverNotFound extends DomainError {
  readonly code = 'DRIVER_NOT_FOUND';
  readonly refusal = 'missing';
  constructor() {
    super('There is no such driver');
  }
}

export class DriverNotYours extends DomainError {
  readonly code = 'DRIVER_NOT_YOURS';
  readonly refusal = 'forbidden';
  constructor() {
    super('Drivers speak for themselves alone');
  }
}

export class DriverInvalidTransition extends InvalidTransition {
  readonly code = 'DRIVER_INVALID_TRANSITION';
  constructor(refused: RefusedTransition) {
    super('driver', refused);
  }
}

export class DocumentNotShown extends DomainError {
  readonly code = 'DRIVER_DOCUMENT_NOT_SHOWN';
  readonly refusal = 'conflict';
  constructor(kind: string) {
    super(`Nothing of this kind waits for a decision`, { kind });
  }
}

export class DocumentOver extends DomainError {
  readonly code = 'DRIVER_DOCUMENT_OVER';
  readonly refusal = 'conflict';
  constructor(kind: string, validUntil: string) {
    super(`It is valid until ${validUntil} only`, { kind, validUntil });
  }
}

export class DocumentsNotVerified extends DomainError {
  readonly code = 'DRIVER_DOCUMENTS_NOT_VERIFIED';
  readonly refusal = 'conflict';
  constructor(kinds: readonly string[]) {
    super('Not every paper that is needed is verified and valid', { kinds });
  }
}

/** Whoever takes somebody's living away has to be somebody. */
export class HumanDecisionNeeded extends DomainError {
  readonly code = 'DRIVER_HUMAN_DECISION_NEEDED';
  readonly refusal = 'forbidden';
  constructor() {
    super('This is for a person of operations to decide');
  }
}

export class NotReviewable extends DomainError {
  readonly code = 'DRIVER_NOT_REVIEWABLE';
  readonly refusal = 'conflict';
  constructor() {
    super('This suspension is not open to review');
  }
}

export class NoReviewRequested extends DomainError {
  readonly code = 'DRIVER_NO_REVIEW_REQUESTED';
  readonly refusal = 'conflict';
  constructor() {
    super('Nobody has asked for a review');
  }
}
