declare const brand: unique symbol;

/** A string that only its own kind of place accepts: a rider's id never goes where a trip's belongs. */
type Id<Kind extends string> = string & { readonly [brand]: Kind };

export type TripId = Id<'trip'>;
export type RiderId = Id<'rider'>;
export type DriverId = Id<'driver'>;
export type VehicleId = Id<'vehicle'>;
