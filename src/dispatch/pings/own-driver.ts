import { ForbiddenException } from '@nestjs/common';
import type { Actor } from '../../shared/kernel/actor';

/** Drivers tell where they are themselves; the system may tell of anybody. */
export function onlyOwn({ type, id }: Actor, driverId: string): void {
  if (type === 'system' || (type === 'driver' && id === driverId)) return;
  throw new ForbiddenException('Where a driver is, only the driver tells');
}
