import { ProblemException } from '../shared/http/problem';
import type { Actor } from '../shared/kernel/actor';

/** @throws ProblemException 403 unless the driver asks for their own, or it is the reader's duty */
export function refuseOtherDrivers({ type, id }: Actor, driverId: string): void {
  if (type === 'ops' || type === 'system' || (type === 'driver' && id === driverId)) return;
  const detail = 'Drivers see what is their own';
  throw new ProblemException({ status: 403, code: 'DRIVER_NOT_YOURS', detail });
}

export function noSuchDriver(): ProblemException {
  const detail = 'There is no such driver';
  return new ProblemException({ status: 404, code: 'DRIVER_NOT_FOUND', detail });
}
