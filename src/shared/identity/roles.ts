import { SetMetadata } from '@nestjs/common';
import type { Role } from '../kernel/actor';

export const ALLOWED_ROLES = 'allowedRoles';
export const IS_PUBLIC = 'isPublic';

/** Who may call a route. A route that says nothing is closed to everybody. */
export const Roles = (...roles: readonly Role[]) => SetMetadata(ALLOWED_ROLES, roles);

/** Open without a token: health and documentation. */
export const Public = () => SetMetadata(IS_PUBLIC, true);
