import {
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { tap, type Observable } from 'rxjs';

class AppendedEventDto {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty({ example: 'DriverAssigned' }) readonly type!: string;
}

/** What a command made true. A repeat under the same key answers the same. */
export interface TripAnswer {
  readonly tripId: string;
  readonly status: string;
  /** The trip's, for If-Match. */
  readonly revision: number;
  /** The log's, for X-Min-Position. */
  readonly position: string;
  /** Empty: it was true already. */
  readonly events: readonly { readonly id: string; readonly type: string }[];
}

export class TripAnswerDto implements TripAnswer {
  @ApiProperty({ example: '4f0c2c7e-0d5b-5c39-8a55-6fb0f6f1a001' }) readonly tripId!: string;
  @ApiProperty({ example: 'EnRoute' }) readonly status!: string;
  @ApiProperty({ example: 2 }) readonly revision!: number;
  @ApiProperty({ example: '0000000000000004711/0000000000000004711' }) readonly position!: string;
  @ApiProperty({ type: [AppendedEventDto] }) readonly events!: AppendedEventDto[];
}

/** Repeats in headers what caches and clients look for there. */
@Injectable()
export class TripAnswerHeaders implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      tap(({ position, revision }: TripAnswer) => {
        void reply.header('X-Log-Position', position).header('ETag', `"${revision}"`);
      }),
    );
  }
}
