import { ApiProperty } from '@nestjs/swagger';

/** The form of every refusal (RFC 9457); some carry more fields that their code explains. */
export class ProblemDto {
  @ApiProperty({ example: 'urn:hailstream:problem:TRIP_INVALID_TRANSITION' })
  readonly type!: string;
  @ApiProperty({ example: 'Conflict' }) readonly title!: string;
  @ApiProperty({ example: 409 }) readonly status!: number;
  @ApiProperty({ example: 'TRIP_INVALID_TRANSITION' }) readonly code!: string;
  @ApiProperty({ example: 'StartTrip is not allowed while the trip is Requested' })
  readonly detail!: string;
}
