import { DOCUMENT_KINDS } from '../shared/events/driver.shapes';
import type { Actor } from '../shared/kernel/actor';
import type { DriverId } from '../shared/kernel/ids';
import { PRODUCT } from '../simulation/habits';
import { InFlight } from '../shared/in-flight';
import type { SimulatedDriver } from '../simulation/fleet';
import type { Apps } from './apps';

const OFFICE: Actor = { type: 'ops', id: 'onboarding' };
const CITY = 'nyc';
const VALID_UNTIL = '2099-01-01T00:00:00.000Z';

export const carOf = (driverId: DriverId) => `car-of-${driverId}`;

/** Where the log stood when a driver had been onboarded. */
export type Known = ReadonlyMap<DriverId, string | undefined>;

const AT_ONCE = 16;

/** Everybody, or as many as there is time for. */
export async function onboardAll(
  fleet: readonly SimulatedDriver[],
  apps: Apps,
  signal: AbortSignal,
): Promise<Known> {
  const known = new Map<DriverId, string | undefined>();
  const underway = new InFlight(AT_ONCE, () => undefined);
  for (const { driverId } of fleet) {
    if (signal.aborted) break;
    await underway.start(async () => {
      known.set(driverId, await onboard(driverId, apps));
    });
  }
  await underway.end();
  return known;
}

/**
 * From the application to the first shift. Done again, it is the same: every step has its own key for good.
 * @returns where the log stood when it was done
 */
async function onboard(driverId: DriverId, apps: Apps): Promise<string | undefined> {
  const driver: Actor = { type: 'driver', id: driverId };
  const number = driverId.replace(/\D/g, '');
  const about = (subject: string) => (as: Actor, step: string, body: object, name: string) =>
    apps.tell(as, { path: `${subject}/${step}`, body, key: `${driverId}/${name}` });
  const file = about(`/v1/drivers/${driverId}`);
  const garage = about(`/v1/vehicles/${carOf(driverId)}`);
  const apply = (path: string, body: object, name: string) =>
    apps.tell(driver, { method: 'PUT', path, body, key: `${driverId}/${name}` });

  const person = { cityId: CITY, name: `Driver ${number}`, phone: `+1 212 555 ${number}` };
  await apply(`/v1/drivers/${driverId}`, person, 'apply');
  for (const kind of DOCUMENT_KINDS) {
    const paper = { kind, documentNo: `${number}-${kind}`, scanRef: `scan-${number}-${kind}` };
    await file(driver, 'submit-document', paper, `submit-${kind}`);
    await file(OFFICE, 'verify-document', { kind, validUntil: VALID_UNTIL }, `verify-${kind}`);
  }
  await file(OFFICE, 'activate', {}, 'activate');
  const car = {
    ...{ cityId: CITY, tiers: [PRODUCT], seats: 4, wheelchair: false, year: 2012 },
    ...{ plate: `T${number}C`, vin: `HAILSTREAM${number}` },
  };
  await apply(`/v1/vehicles/${carOf(driverId)}`, car, 'register');
  await garage(OFFICE, 'inspect', { passed: true, validUntil: VALID_UNTIL }, 'inspect');
  const done = await garage(OFFICE, 'approve', { tiers: [PRODUCT] }, 'approve');
  return done?.position;
}
