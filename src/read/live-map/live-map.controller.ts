import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn } from 'class-validator';
import { Id, Optional } from '../../shared/http/fields';
import { Roles } from '../../shared/identity/roles';
import { MinPosition } from '../engine/min-position';
import { QueryDocs } from '../engine/query-docs';
import { StreamDocs } from '../engine/stream/stream-docs';
import { RESOLUTIONS, type Resolution } from './drawn';
import { LiveMapStream } from './live-map-stream';
import { LiveMapQuery } from './live-map.query';

class LiveMapDto {
  @Id('nyc') readonly city!: string;

  /** Of the H3 cells: 8 is about 0.7 km², 7 about 5 km². */
  @Optional()
  @Type(() => Number)
  @IsIn(RESOLUTIONS)
  @ApiProperty({ type: 'integer', enum: [...RESOLUTIONS], example: 8 })
  readonly resolution?: Resolution;
}

@ApiTags('operations')
@ApiBearerAuth()
@Controller('v1/ops/live-map')
export class LiveMapController {
  constructor(
    private readonly query: LiveMapQuery,
    private readonly streams: LiveMapStream,
  ) {}

  @Get()
  @Roles('ops', 'system')
  @QueryDocs('A city by H3 cells: open requests, what drivers are doing, how far they are')
  map(@Query() { city, resolution = 8 }: LiveMapDto, @MinPosition() minPosition?: string) {
    return this.query.of(city, resolution, minPosition);
  }

  @Get('stream')
  @Roles('ops', 'system')
  @StreamDocs(
    'the same map, then the cells that changed, at most once a second; it always begins anew',
    'change',
  )
  async stream(@Query() { city, resolution = 8 }: LiveMapDto): Promise<StreamableFile> {
    return new StreamableFile(await this.streams.open(city, resolution));
  }
}
