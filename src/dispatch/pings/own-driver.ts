import { ProblemException } from '../../shared/http/problem';
import type { Actor } from '../../shared/kernel/actor';

/**
 * Drivers tell where they are themselves; the system may tell of anybody.
 * @throws ProblemException DRIVER_NOT_YOURS (403)
 */
export function onlyOwn({ type, id }: Actor, driverId: string): void {
  if (type === 'system' || (type === 'driver' && id === driverId)) return;
  const detail = 'Where a driver is, only the driver tells';
  throw new ProblemException({ status: 403, code: 'DRIVER_NOT_YOURS', detail });
}
