import { shiftStartedV1 } from './shift-started.v1.upcaster';
import { vehicleRegisteredV1 } from './vehicle-registered.v1.upcaster';
import { tripScheduledV1 } from './trip-scheduled.v1.upcaster';
import { tripRequestedV3 } from './trip-requested.v3.upcaster';
import { dispatchEvents } from './dispatch.events';
import { driverEvents } from './driver.events';
import { processEvents } from './process.events';
import { shiftEvents } from './shift.events';
import { tripEvents } from './trip.events';
import { tripRideDowncasters } from './trip-ride.upcasters';
import { tripUpcasters } from './trip.upcasters';
import { vehicleEvents } from './vehicle.events';
import { UpcasterChain, type Upcaster } from './upcast';
import { zoneQueueEvents } from './zone-queue.events';

/** Every event that this system declares; a new aggregate adds its own here. */
export const declarations = [
  ...tripEvents,
  ...driverEvents,
  ...vehicleEvents,
  ...shiftEvents,
  ...zoneQueueEvents,
  ...dispatchEvents,
  ...processEvents,
];

/** Every step from a shape that was once written to what came after it; a new aggregate adds its own here. */
export const upcasters: readonly Upcaster[] = [
  ...tripUpcasters,
  tripRequestedV3,
  tripScheduledV1,
  vehicleRegisteredV1,
  shiftStartedV1,
  // New steps go above this line.
];

/** All that was ever written, as today's code reads it. Refuses to load when broken. */
export const history = new UpcasterChain(declarations, upcasters, {
  downcasters: tripRideDowncasters,
});
