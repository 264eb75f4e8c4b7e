import { BadRequestException, Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Id, Optional, Time } from '../../shared/http/fields';
import { Roles } from '../../shared/identity/roles';
import { MinPosition } from '../engine/min-position';
import { QueryDocs } from '../engine/query-docs';
import { DriverShiftsQuery } from './driver-shifts.query';

const STEPS_MS = { minute: 60_000, hour: 3_600_000 } as const;
/** A day of minutes, two months of hours. */
const MOST_ROWS = 1440;
const HOURS_SHOWN = 24;

class SupplyDto {
  @Id('nyc') readonly city!: string;

  /** The stretch that this moment lies in is the first; a day before `to` without. */
  @Optional() @Time('2014-04-02T00:00:00.000Z') readonly from?: string;

  /** Stretches that begin before this moment; now without. */
  @Optional() @Time('2014-04-03T00:00:00.000Z') readonly to?: string;

  @Optional()
  @IsIn(Object.keys(STEPS_MS))
  @ApiProperty({ enum: Object.keys(STEPS_MS), example: 'hour' })
  readonly by?: keyof typeof STEPS_MS;

  @Optional() @Id('economy') readonly tier?: string;
}

@ApiTags('market')
@ApiBearerAuth()
@Controller('v1/market/supply')
export class SupplyController {
  constructor(private readonly query: DriverShiftsQuery) {}

  @Get()
  @Roles('ops', 'system')
  @QueryDocs(
    'What drivers’ time was spent on, by minute or hour, in seconds: open, on the way to a pickup, with passengers, on a break',
  )
  supply(@Query() asked: SupplyDto, @MinPosition() minPosition?: string) {
    const { city, tier } = asked;
    return this.query.supply({ city, ...gridOf(asked), ...(tier && { tier }) }, minPosition);
  }
}

function gridOf({ from, to, by = 'hour' }: SupplyDto) {
  const stepMs = STEPS_MS[by];
  const toMs = to === undefined ? Date.now() : Date.parse(to);
  const askedMs = from === undefined ? toMs - HOURS_SHOWN * STEPS_MS.hour : Date.parse(from);
  const fromMs = Math.floor(askedMs / stepMs) * stepMs;
  if (fromMs >= toMs) throw new BadRequestException('from has to be before to');
  if (toMs - fromMs > MOST_ROWS * stepMs) {
    throw new BadRequestException(`At most ${MOST_ROWS} rows are told at once`);
  }
  return { fromMs, toMs, stepMs };
}
