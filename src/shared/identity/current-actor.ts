import { createParamDecorator, UnauthorizedException, type ExecutionContext } from '@nestjs/common';
import type { IdentifiedRequest } from './identity.guard';

/** Whose token the request carries. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const { actor } = context.switchToHttp().getRequest<IdentifiedRequest>();
  if (!actor) throw new UnauthorizedException('A bearer token is needed');
  return actor;
});
