import type { DataOf } from './event';
import type { vehicleEvents } from './vehicle.events';
import { upcaster } from './upcast';

type Today = DataOf<typeof vehicleEvents, 'VehicleRegistered'>;

type VehicleRegisteredV1 = Omit<Today, 'childSeat'>;

/** Nobody was asked for a child seat: none is promised. */
export const vehicleRegisteredV1 = upcaster<VehicleRegisteredV1>(
  { type: 'VehicleRegistered', version: 1 },
  [{ type: 'VehicleRegistered', version: 2 }],
  (old) => [{ ...old, childSeat: false } satisfies Today],
);
