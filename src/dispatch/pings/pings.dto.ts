import { ApiProperty } from '@nestjs/swagger';
import {
  Decimal,
  Latitude,
  Longitude,
  Many,
  Optional,
  Time,
  Count,
} from '../../shared/http/fields';
import { DROP_REASONS, type DropReason, type Point } from './judge';
import type { PingsTaken } from './ping-door';

const MOST_POINTS = 100;

class PointDto implements Point {
  @Latitude() readonly lat!: number;
  @Longitude() readonly lon!: number;
  @Time() readonly at!: string;
  @Decimal(8, 0, 100_000) readonly accuracyM!: number;
  @Optional() @Decimal(270, 0, 360) readonly heading?: number;
  @Optional() @Decimal(7.5, 0, 200) readonly speedMps?: number;
}

export class PingsDto {
  @Many(() => PointDto, 1, MOST_POINTS) readonly points!: PointDto[];
}

/** The same over a line that stays open: each is acknowledged by its number. */
export class UplinkMessageDto extends PingsDto {
  @Count(1, Number.MAX_SAFE_INTEGER) readonly seq!: number;
}

class DroppedDto {
  @ApiProperty({ enum: DROP_REASONS }) readonly reason!: DropReason;
  @ApiProperty({ example: 1 }) readonly points!: number;
}

export class PingsAnswer implements PingsTaken {
  @ApiProperty({ example: 1 }) readonly accepted!: number;
  @ApiProperty({ type: DroppedDto, isArray: true }) readonly dropped!: DroppedDto[];
}
