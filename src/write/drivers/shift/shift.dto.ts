import type { TripId, VehicleId } from '../../../shared/kernel/ids';
import { FREED_CAUSES, RELEASE_CAUSES } from '../../../shared/events/shift.shapes';
import { Code, Count, Flag, Id, OneOf, Optional, Time } from '../../../shared/http/fields';

/** A day, in seconds: longer is no trip within a city. */
const MOST_S = 86_400;

export class GoOnlineDto {
  @Id('vehicle-7c3e') readonly vehicleId!: VehicleId;
  /** Whether the next trip may be offered before this one has ended. */
  @Optional() @Flag(true) readonly forwardDispatch?: boolean;
  @Optional() @Count(52_000_000) readonly odometerM?: number;
}

class OfferDto {
  @Id('offer-1') readonly offerId!: string;
  @Id('4f0c2c7e-0d5b-5c39-8a55-6fb0f6f1a001') readonly tripId!: TripId;
  /** Until the passenger boards. */
  @Count(300, MOST_S) readonly pickupS!: number;
  /** With the passenger. */
  @Count(900, MOST_S) readonly rideS!: number;
}

export class ReserveDto extends OfferDto {
  @Time('2014-04-01T04:11:15.000Z') readonly until!: string;
}

export class ReserveNextDto extends ReserveDto {
  /** Of the trip that the driver is on. */
  @Count(240, MOST_S) readonly remainingS!: number;
}

export class ReleaseDto {
  @Id('offer-1') readonly offerId!: string;
  @OneOf(RELEASE_CAUSES) readonly cause!: (typeof RELEASE_CAUSES)[number];
}

export class CommitDto {
  @Id('offer-1') readonly offerId!: string;
}

export class OfTripDto {
  @Id('4f0c2c7e-0d5b-5c39-8a55-6fb0f6f1a001') readonly tripId!: TripId;
}

export class FreeDto extends OfTripDto {
  @OneOf(FREED_CAUSES) readonly cause!: (typeof FREED_CAUSES)[number];
  /** With the passenger. */
  @Optional() @Count(4210) readonly distanceM?: number;
}

export class LoseCommsDto {
  @Time('2014-04-01T04:10:00.000Z') readonly lastPingAt!: string;
}

export class GoOfflineDto {
  @Optional() @Count(52_063_400) readonly odometerM?: number;
}

export class ForceOfflineDto {
  @Code('LOST_PROPERTY_OFFICE') readonly cause!: string;
}
