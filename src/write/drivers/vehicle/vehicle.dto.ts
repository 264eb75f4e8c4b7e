import { MOST_SEATS } from '../../../shared/events/trip.shapes';
import type { DriverId } from '../../../shared/kernel/ids';
import { Code, Count, Flag, Id, Names, Optional, Text, Time } from '../../../shared/http/fields';

const LAST_YEAR = 2100;

export class TiersDto {
  @Names('economy', 8) readonly tiers!: string[];
}

export class RegisterVehicleDto extends TiersDto {
  /** The driver's own id when absent; operations and the system have to name one. */
  @Optional() @Id('driver-0a1f') readonly ownerId?: DriverId;
  @Id('nyc') readonly cityId!: string;
  /** For passengers. */
  @Count(4, MOST_SEATS) readonly seats!: number;
  /** Whether a wheelchair finds a place in it. */
  @Flag(false) readonly wheelchair!: boolean;
  /** Whether it has a seat for a child; none when it is not said. */
  @Optional() @Flag(false) readonly childSeat?: boolean;
  @Count(2012, LAST_YEAR) readonly year!: number;
  @Text('T623155C', 16) readonly plate!: string;
  @Text('1HGCM82633A004352', 32) readonly vin!: string;
}

export class InspectVehicleDto {
  @Flag(true) readonly passed!: boolean;
  /** Of a passed one. */
  @Optional() @Time('2030-03-01T00:00:00.000Z') readonly validUntil?: string;
}

export class RetireVehicleDto {
  @Code('SOLD') readonly reasonCode!: string;
}

export class ShareVehicleDto {
  @Id('driver-9b2c') readonly driverId!: DriverId;
}

export class ReleaseVehicleDto extends ShareVehicleDto {
  @Count(3) readonly shiftNo!: number;
}
