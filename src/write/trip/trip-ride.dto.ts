import type { DriverId, VehicleId } from '../../shared/kernel/ids';
import {
  CHARGE_BASES,
  CORRECTABLE,
  FARE_REASONS,
  FAULTS,
  GPS_QUALITIES,
  SETTLEMENT_MODES,
  UNFULFILLED_REASONS,
} from '../../shared/events/trip.shapes';
import {
  Code,
  Count,
  Currency,
  Decimal,
  Flag,
  Id,
  Many,
  Minor,
  One,
  OneOf,
  Optional,
  Pin,
  Text,
  Time,
} from '../../shared/http/fields';
import { MoneyDto, PlaceDto, PointDto, QuoteDto } from './trip-booking.dto';

export class StartMatchingDto {
  @Flag(true) readonly cardAuthorised!: boolean;
  @Flag(false) readonly cashAllowed!: boolean;
}

export class AssignDriverDto {
  @Count(1, 1000) readonly attempt!: number;
  @Id('offer-81') readonly offerId!: string;
  @Id('driver-bob') readonly driverId!: DriverId;
  @Id('vehicle-7') readonly vehicleId!: VehicleId;
  @Time('2014-04-01T04:17:00.000Z') readonly promisedPickupAt!: string;
}

export class GiveUpMatchingDto {
  @OneOf(UNFULFILLED_REASONS) readonly reason!: (typeof UNFULFILLED_REASONS)[number];
  @Decimal(1.2, 1, 10) readonly surgeLevel!: number;
  @Count(120, 86_400) readonly retryAfterS!: number;
}

export class ReassignDriverDto {
  @Code('DRIVER_UNREACHABLE') readonly reasonCode!: string;
  @OneOf(FAULTS) readonly fault!: (typeof FAULTS)[number];
}

export class MarkArrivedDto {
  @One(() => PointDto) readonly location!: PointDto;
  @Time('2014-04-01T04:16:50.000Z') readonly lastPingAt!: string;
  @OneOf(['geofence', 'manual']) readonly method!: 'geofence' | 'manual';
}

export class AttemptContactDto {
  @OneOf(['call', 'message']) readonly channel!: 'call' | 'message';
}

export class StartTripDto {
  /** Not needed by operations, who may start a trip whose PIN is locked. */
  @Optional() @Pin() readonly pin?: string;
  @Optional() @One(() => PointDto) readonly location?: PointDto;
  @Optional() @Count(48_211_000) readonly odometerM?: number;
}

export class AtStopDto {
  /** The stop's place in the itinerary; the pickup is 0. */
  @Count(1, 10) readonly index!: number;
}

class RequotedDto {
  @One(() => QuoteDto) readonly quote!: QuoteDto;
  /** Extra time as a share of the planned time: 0.3 is 30 % longer. */
  @Optional() @Decimal(0.1, 0, 10) readonly extraTimeShare?: number;
  @Optional() @Flag(true) readonly driverConsents?: boolean;
}

export class ChangePlaceDto extends RequotedDto {
  @One(() => PlaceDto) readonly to!: PlaceDto;
}

export class AddStopDto extends RequotedDto {
  @Count(1, 10) readonly index!: number;
  @One(() => PlaceDto) readonly stop!: PlaceDto;
}

export class RemoveStopDto extends RequotedDto {
  @Count(1, 10) readonly index!: number;
}

class TollDto {
  @Text('Lincoln Tunnel') readonly name!: string;
  @Count(1300) readonly amountMinor!: number;
}

class SkippedStopDto {
  @Count(1, 10) readonly index!: number;
  @Text('rider did not need it') readonly reason!: string;
}

export class CompleteTripDto {
  @Count(5230, 10_000_000) readonly actualDistanceM!: number;
  @Optional() @Many(() => TollDto, 0, 20) readonly tolls: TollDto[] = [];
  @Optional() @Many(() => SkippedStopDto, 0, 10) readonly skippedStops: SkippedStopDto[] = [];
  @Optional() @Text('sha256:9f2c') readonly routeDigest?: string;
  @OneOf(GPS_QUALITIES) readonly gpsQuality!: (typeof GPS_QUALITIES)[number];
}

class FareLineDto {
  @Id('distance') readonly code!: string;
  @Minor(1450) readonly amountMinor!: number;
}

const TODAYS_FARE_REASONS = FARE_REASONS.filter((reason) => reason !== 'LEGACY');

export class FinaliseFareDto {
  @Many(() => FareLineDto, 1, 40) readonly lines!: FareLineDto[];
  @Count(1450) readonly totalMinor!: number;
  @Currency() readonly currency!: string;
  @OneOf(TODAYS_FARE_REASONS) readonly reasonCode!: (typeof TODAYS_FARE_REASONS)[number];
}

export class SettleTripDto {
  @OneOf(SETTLEMENT_MODES) readonly mode!: (typeof SETTLEMENT_MODES)[number];
}

export class ReportNoShowDto {
  @One(() => PointDto) readonly location!: PointDto;
  @Optional() @One(() => MoneyDto) readonly fee?: MoneyDto;
}

export class AbortTripDto {
  @Code('ACCIDENT') readonly reasonCode!: string;
  @Optional() @One(() => PointDto) readonly location?: PointDto;
  @Optional() @OneOf(CHARGE_BASES) readonly chargeBasis?: (typeof CHARGE_BASES)[number];
}

export class ForceTransitionDto {
  @OneOf(CORRECTABLE) readonly to!: (typeof CORRECTABLE)[number];
  @Text('The driver ended the wrong trip', 500) readonly reason!: string;
  @Id('OPS-1042') readonly ticket!: string;
}

export class ApproveTransitionDto {
  @Id('OPS-1042') readonly ticket!: string;
}
