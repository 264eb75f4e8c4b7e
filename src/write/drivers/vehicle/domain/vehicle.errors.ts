import { DomainError } from '../../../../shared/kernel/domain-error';
import {
  InvalidTransition,
  type RefusedTransition,
} from '../../../../shared/kernel/invalid-transition';

export class VehicleNotFound extends DomainError {
  readonly code = 'VEHICLE_NOT_FOUND';
  readonly refusal = 'missing';
  constructor() {
    super('There is no such car');
  }
}

export class VehicleNotYours extends DomainError {
  readonly code = 'VEHICLE_NOT_YOURS';
  readonly refusal = 'forbidden';
  constructor() {
    super('Drivers use their own cars and those that are shared with them');
  }
}

export class VehicleInvalidTransition extends InvalidTransition {
  readonly code = 'VEHICLE_INVALID_TRANSITION';
  constructor(refused: RefusedTransition) {
    super('car', refused);
  }
}

export class InspectionOver extends DomainError {
  readonly code = 'VEHICLE_INSPECTION_OVER';
  readonly refusal = 'conflict';
  constructor(validUntil: string | null) {
    super('A passed inspection is valid beyond this moment', { validUntil });
  }
}

/** One car, one shift: somebody else was first. */
export class VehicleOnAnotherShift extends DomainError {
  readonly code = 'VEHICLE_ON_ANOTHER_SHIFT';
  readonly refusal = 'conflict';
  constructor() {
    super('The car is on another shift');
  }
}
