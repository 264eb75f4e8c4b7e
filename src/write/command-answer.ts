import { ApiProperty } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { formatPosition } from '../shared/kernel/log-position';
import type { Decision } from './decision';

export class AppendedEvent {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty({ example: 'DriverAssigned' }) readonly type!: string;
}

/** Where a command has left its stream and the log. */
export abstract class CommandAnswer {
  /** Of the stream, for If-Match. */
  @ApiProperty({ example: 2 }) readonly revision: number;
  /** Of the log, for X-Min-Position. */
  @ApiProperty({ example: '0000000000000004711/0000000000000004711' }) readonly position: string;

  constructor({ revision, position }: Decision<unknown>) {
    this.revision = Number(revision);
    this.position = formatPosition(position);
  }
}

/**
 * Repeats in headers what caches and clients look for there. A hook of the server's, because an interceptor of Nest's
 * leads each request through a chain of observables, which costs a command more than its rules do.
 */
export function headAnswers(server: FastifyInstance): void {
  server.addHook('preSerialization', (_request, reply, payload, next) => {
    if (payload instanceof CommandAnswer) {
      reply.header('X-Log-Position', payload.position).header('ETag', `"${payload.revision}"`);
    }
    next();
  });
}
