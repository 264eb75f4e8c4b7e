import { BadRequestException, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { parseMoment, type Moment } from './moment';

/** `?asOf=`: the moment of the past that the reader asks for; undefined without. */
export const AsOfMoment = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const { asOf } = context.switchToHttp().getRequest<FastifyRequest>().query as { asOf?: unknown };
  return asOf === undefined ? undefined : momentIn(asOf);
});

/** @throws BadRequestException */
function momentIn(asOf: unknown): Moment {
  const moment = typeof asOf === 'string' ? parseMoment(asOf) : undefined;
  if (moment) return moment;
  throw new BadRequestException(
    'asOf is an instant such as 2014-04-01T04:11:00.000Z, or a log position <commit>/<prepare>',
  );
}
