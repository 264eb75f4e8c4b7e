import { BadRequestException, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { formatPosition, parsePosition } from '../../shared/kernel/log-position';

/** `X-Min-Position`: the position that a command answered with and that this reader wants to see. */
export const MinPosition = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const header = context.switchToHttp().getRequest<FastifyRequest>().headers['x-min-position'];
  if (header === undefined) return undefined;
  const position = parsePosition(String(header));
  if (!position) throw new BadRequestException('X-Min-Position is <commit>/<prepare>');
  return formatPosition(position);
});
