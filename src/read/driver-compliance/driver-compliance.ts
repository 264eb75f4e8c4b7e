import type { DriverEvent } from '../../shared/events/driver.events';
import { DOCUMENT_KINDS } from '../../shared/events/driver.shapes';
import type { Recorded } from '../../shared/events/event';
import type { VehicleEvent } from '../../shared/events/vehicle.events';
import type { Projection } from '../engine/projection';
import { papersAfter, statusAfter, type Documents, type Paper } from './papers';
import { carsAfter, type CarPapers } from './car-papers';

/** Whether a driver and their cars have what they need. Nothing personal: kinds, dates and decisions. */
export interface DriverCompliance {
  readonly driverId: string;
  readonly cityId: string;
  readonly status: string;
  readonly documents: Documents;
  readonly vehicles: readonly CarPapers[];
  /** When the first thing that holds runs out, by which the list is sorted; null while nothing holds. */
  readonly nextExpiry: string | null;
}

export const driverCompliance: Projection<
  DriverCompliance,
  Recorded<DriverEvent | VehicleEvent>
> = {
  name: 'driver_compliance',
  version: 2,
  /** Of each car whether it has a seat for a child. */
  changes: [{ path: 'vehicles.*.childSeat', kind: 'added' }],
  module: __filename,
  reads: ['driver', 'vehicle'],
  indexes: [
    { nextExpiry: 1, _id: 1 },
    { status: 1, nextExpiry: 1, _id: 1 },
  ],
  keysOf: ({ data }) => ['ownerId' in data ? data.ownerId : data.driverId],
  evolve: (before, event, driverId) => {
    const driver = before ?? newcomer(driverId, event.data.cityId);
    const next = isOfCar(event)
      ? { ...driver, vehicles: carsAfter(driver.vehicles, event) }
      : { ...driver, ...driverChanges(driver, event) };
    return { ...next, nextExpiry: firstOf(next) };
  },
};

function newcomer(driverId: string, cityId: string): DriverCompliance {
  const missing: Paper = { status: 'Missing', validUntil: null };
  const documents = Object.fromEntries(DOCUMENT_KINDS.map((kind) => [kind, missing]));
  return {
    ...{ driverId, cityId, status: 'Unknown', vehicles: [], nextExpiry: null },
    documents: documents as Documents,
  };
}

function isOfCar(event: DriverEvent | VehicleEvent): event is Recorded<VehicleEvent> {
  return 'ownerId' in event.data;
}

function driverChanges(driver: DriverCompliance, event: DriverEvent): Partial<DriverCompliance> {
  const documents = papersAfter(driver.documents, event);
  return { documents, status: statusAfter(driver.status, event) };
}

function firstOf({ documents, vehicles }: DriverCompliance): string | null {
  const papers = Object.values(documents).filter(({ status }) => status !== 'Expired');
  const ends = [
    ...papers.map(({ validUntil }) => validUntil),
    ...vehicles.filter(({ status }) => status !== 'Retired').map((car) => car.inspectedUntil),
  ].filter((end) => end !== null);
  return ends.reduce<string | null>((a, b) => (a === null || b < a ? b : a), null);
}
