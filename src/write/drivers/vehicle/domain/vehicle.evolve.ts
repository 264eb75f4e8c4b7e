import type { VehicleEvent } from '../../../../shared/events/vehicle.events';
import type { KnownVehicle, Vehicle } from './vehicle';

/** How facts change a car. Trusts history: what a rule once allowed is never questioned here. */
export function evolve(vehicle: Vehicle, event: VehicleEvent): Vehicle {
  if (event.type === 'VehicleRegistered') {
    const { vehicleId, ownerId, cityId, tiers, seats, wheelchair, childSeat } = event.data;
    return {
      ...{ status: 'Registered', vehicleId, ownerId, cityId, tiers, seats, wheelchair, childSeat },
      ...{ inspectedUntil: null, noticed: null, sharedWith: [], heldBy: null },
    };
  }
  return vehicle.status === 'Unknown' ? vehicle : evolveKnown(vehicle, event);
}

type Later = Exclude<VehicleEvent, { type: 'VehicleRegistered' }>;

function evolveKnown(vehicle: KnownVehicle, event: Later): Vehicle {
  switch (event.type) {
    case 'VehicleInspected':
      return inspected(vehicle, event.data.validUntil);
    case 'VehicleApproved':
      return { ...vehicle, status: 'Approved', tiers: event.data.tiers };
    case 'InspectionExpiring':
      return { ...vehicle, noticed: event.data.daysLeft as KnownVehicle['noticed'] };
    case 'VehicleLapsed':
      return { ...vehicle, status: 'Lapsed', noticed: 0 };
    case 'VehicleRetired':
      return { ...vehicle, status: 'Retired' };
    case 'VehicleShared':
      return { ...vehicle, sharedWith: [...vehicle.sharedWith, event.data.driverId] };
    case 'VehicleUnshared': {
      const sharedWith = vehicle.sharedWith.filter((each) => each !== event.data.driverId);
      return { ...vehicle, sharedWith };
    }
    case 'VehicleHeld': {
      const { driverId, shiftNo } = event.data;
      return { ...vehicle, heldBy: { driverId, shiftNo } };
    }
    case 'VehicleReleased':
      return { ...vehicle, heldBy: null };
  }
}

/** Whoever is approved stays so when the next inspection is passed in time. */
function inspected(vehicle: KnownVehicle, validUntil: string | null): Vehicle {
  if (validUntil === null) return vehicle;
  const next = { ...vehicle, inspectedUntil: validUntil, noticed: null };
  return vehicle.status === 'Approved' || vehicle.status === 'Retired'
    ? next
    : { ...next, status: 'Inspected' };
}
