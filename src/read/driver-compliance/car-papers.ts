import type { VehicleEvent } from '../../shared/events/vehicle.events';

export interface CarPapers {
  readonly vehicleId: string;
  readonly status: 'Registered' | 'Inspected' | 'Approved' | 'Lapsed' | 'Retired';
  readonly tiers: readonly string[];
  readonly seats: number;
  readonly wheelchair: boolean;
  readonly childSeat: boolean;
  readonly year: number;
  readonly inspectedUntil: string | null;
  /** The shift that it is on. */
  readonly onShiftOf: string | null;
}

export function carsAfter(cars: readonly CarPapers[], event: VehicleEvent): readonly CarPapers[] {
  if (event.type === 'VehicleRegistered') {
    const { vehicleId, tiers, seats, wheelchair, childSeat, year } = event.data;
    const papers = { vehicleId, tiers, seats, wheelchair, childSeat, year };
    const begun = { status: 'Registered', inspectedUntil: null, onShiftOf: null } as const;
    return [...cars, { ...papers, ...begun }];
  }
  const { vehicleId } = event.data;
  return cars.map((car) =>
    car.vehicleId === vehicleId ? { ...car, ...changes(car, event) } : car,
  );
}

type Later = Exclude<VehicleEvent, { type: 'VehicleRegistered' }>;

function changes(car: CarPapers, event: Later): Partial<CarPapers> {
  switch (event.type) {
    case 'VehicleInspected':
      return inspected(car, event.data.validUntil);
    case 'VehicleApproved':
      return { status: 'Approved', tiers: event.data.tiers };
    case 'VehicleLapsed':
      return { status: 'Lapsed' };
    case 'VehicleRetired':
      return { status: 'Retired' };
    case 'VehicleHeld':
      return { onShiftOf: event.data.driverId };
    case 'VehicleReleased':
      return { onShiftOf: null };
    case 'VehicleShared':
    case 'VehicleUnshared':
    case 'InspectionExpiring':
      return {};
  }
}

function inspected({ status }: CarPapers, inspectedUntil: string | null): Partial<CarPapers> {
  if (inspectedUntil === null) return {};
  return status === 'Approved' || status === 'Retired'
    ? { inspectedUntil }
    : { inspectedUntil, status: 'Inspected' };
}
