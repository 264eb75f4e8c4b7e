import type { RiderId } from '../../shared/kernel/ids';
import {
  ANY_CAR,
  FAULTS,
  MOST_SEATS,
  PAYMENT_METHODS,
  type Needs,
  type Place,
} from '../../shared/events/trip.shapes';
import {
  Code,
  Count,
  Currency,
  Flag,
  Id,
  Latitude,
  Longitude,
  Many,
  One,
  OneOf,
  Optional,
  Pin,
  Text,
  Time,
} from '../../shared/http/fields';
import type { Verdict } from './domain/cancel-trip';

export class PointDto {
  @Latitude() readonly lat!: number;
  @Longitude() readonly lon!: number;
}

export class PlaceDto extends PointDto {
  @Optional() @Text('geo:40.7589,-73.9851') readonly placeRef?: string;
}

/** A place that the client gave no reference for is named by its coordinates (RFC 5870). */
export function placeOf({ lat, lon, placeRef = `geo:${lat},${lon}` }: PlaceDto): Place {
  return { placeRef, lat, lon };
}

export class MoneyDto {
  @Count(350) readonly amountMinor!: number;
  @Currency() readonly currency!: string;
}

export class QuoteDto {
  @Id('quote-2f1c') readonly quoteId!: string;
  @Count(1850) readonly totalMinor!: number;
  @Currency() readonly currency!: string;
  @Time('2014-04-01T04:16:00.000Z') readonly validUntil!: string;
}

/** What is left out is not needed; a seat always is. */
export class NeedsDto {
  @Optional() @Count(1, MOST_SEATS, 1) readonly seats?: number;
  @Optional() @Flag(true) readonly wheelchair?: boolean;
  @Optional() @Flag(true) readonly childSeat?: boolean;
}

export function needsOf(asked: NeedsDto = {}): Needs {
  const any = ANY_CAR;
  const { seats = any.seats, wheelchair = any.wheelchair, childSeat = any.childSeat } = asked;
  return { seats, wheelchair, childSeat };
}

export class RequestTripDto {
  /** The rider's own id when absent; operations and the system have to name one. */
  @Optional() @Id('rider-ada') readonly riderId?: RiderId;
  @Id('nyc') readonly cityId!: string;
  @Id('standard') readonly product!: string;
  /** First the pickup, last the drop-off. */
  @Many(() => PlaceDto, 2, 7) readonly stops!: PlaceDto[];
  @One(() => QuoteDto) readonly quote!: QuoteDto;
  @OneOf(PAYMENT_METHODS) readonly paymentMethod!: (typeof PAYMENT_METHODS)[number];
  /** What the rider will tell the driver; made up for them when absent. */
  @Optional() @Pin() readonly boardingPin?: string;
  /** Of the car. */
  @Optional() @One(() => NeedsDto) readonly needs?: NeedsDto;
}

export class ScheduleTripDto extends RequestTripDto {
  @Time('2014-04-02T09:00:00.000Z') readonly pickupAt!: string;
}

export class ActivateTripDto {
  @Optional() @One(() => QuoteDto) readonly requote?: QuoteDto;
}

export class VerdictDto implements Verdict {
  @OneOf(FAULTS) readonly fault!: (typeof FAULTS)[number];
  @Optional() @Text('late-cancel') readonly ruleName?: string;
  @Optional() @Id('nyc-17') readonly policyRowId?: string;
  @Optional() @One(() => MoneyDto) readonly fee?: MoneyDto;
}

export class CancelTripDto {
  @Code('PLANS_CHANGED') readonly reasonCode!: string;
  @Optional() @One(() => VerdictDto) readonly verdict?: VerdictDto;
  /** A driver's: whether another driver is looked for, which is the rule. */
  @Optional() @Flag(true) readonly rematch?: boolean;
}
