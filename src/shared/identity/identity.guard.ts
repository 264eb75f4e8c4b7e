import {
  ForbiddenException,
  Injectable,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import type { Actor, Role } from '../kernel/actor';
import { ALLOWED_ROLES, IS_PUBLIC } from './roles';
import { TokenVerifier } from './token-verifier';

export type IdentifiedRequest = FastifyRequest & { actor?: Actor };

/** Default deny: a valid token whose role the route names, or nothing. */
@Injectable()
export class IdentityGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: TokenVerifier,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(IS_PUBLIC, targets)) return true;
    const request = context.switchToHttp().getRequest<IdentifiedRequest>();
    request.actor = await this.tokens.verify(bearerOf(request));
    const roles = this.reflector.getAllAndOverride<Role[] | undefined>(ALLOWED_ROLES, targets);
    if (!roles?.includes(request.actor.type)) {
      throw new ForbiddenException(`Not for the role ${request.actor.type}`);
    }
    return true;
  }
}

/** @throws UnauthorizedException without one */
export function bearerOf({ headers }: FastifyRequest): string {
  const [, token] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(headers.authorization ?? '') ?? [];
  if (!token) throw new UnauthorizedException('A bearer token is needed');
  return token;
}
