import { DomainError } from '../../../shared/kernel/domain-error';

export class FareAlreadyFinal extends DomainError {
  readonly code = 'TRIP_FARE_ALREADY_FINAL';
  readonly refusal = 'conflict';
  constructor() {
    super('The fare was finalised before');
  }
}

export class FareStillOpen extends DomainError {
  readonly code = 'TRIP_FARE_STILL_OPEN';
  readonly refusal = 'conflict';
  constructor() {
    super('The fare is not finalised yet');
  }
}

export class FareUnbalanced extends DomainError {
  readonly code = 'TRIP_FARE_UNBALANCED';
  readonly refusal = 'conflict';
  constructor(sumMinor: number, totalMinor: number) {
    super('The lines do not add up to the total', { sumMinor, totalMinor });
  }
}

export class FareRefused extends DomainError {
  readonly code = 'TRIP_FARE_REFUSED';
  readonly refusal = 'conflict';
}

export class CorrectionRefused extends DomainError {
  readonly code = 'TRIP_CORRECTION_REFUSED';
  readonly refusal = 'conflict';
}

export class SecondApproverNeeded extends DomainError {
  readonly code = 'TRIP_SECOND_APPROVER_NEEDED';
  readonly refusal = 'forbidden';
  constructor() {
    super('A correction is approved by somebody else than who proposed it');
  }
}
