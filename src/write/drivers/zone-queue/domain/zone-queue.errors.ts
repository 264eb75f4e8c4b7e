import { DomainError } from '../../../../shared/kernel/domain-error';
import {
  InvalidTransition,
  type RefusedTransition,
} from '../../../../shared/kernel/invalid-transition';

export class ZoneQueueNotFound extends DomainError {
  readonly code = 'ZONE_QUEUE_NOT_FOUND';
  readonly refusal = 'missing';
  constructor() {
    super('Nobody has ever waited there');
  }
}

export class ZoneQueueInvalidTransition extends InvalidTransition {
  readonly code = 'ZONE_QUEUE_INVALID_TRANSITION';
  constructor(refused: RefusedTransition) {
    super('queue', refused);
  }
}
