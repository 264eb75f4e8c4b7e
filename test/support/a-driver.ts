import type { GeoPoint } from '../../src/shared/kernel/geo-point';
import type { Role } from '../../src/shared/kernel/actor';
import { DOCUMENT_KINDS } from '../../src/shared/events/driver.shapes';
import type { Answer, App } from './app';
import { application, car } from './driver-requests';
import { until } from './until';

export const VALID_UNTIL = '2099-01-01T00:00:00.000Z';
let drivers = 0;

/** A driver of this spec's own, with what everybody asks of them. */
export async function aDriver(app: App) {
  const id = `bob-${(drivers += 1)}`;
  const [driverToken, ops, system] = await Promise.all([
    app.token('driver', id),
    app.token('ops', 'olga'),
    app.token('system', 'dispatch'),
  ]);
  const tokens: Partial<Record<Role, string>> = { driver: driverToken, ops, system };
  const send =
    (method: string, path: string) =>
    (as: Role, name = '', body: object = {}, headers: Readonly<Record<string, string>> = {}) =>
      app.ask(method, path + (name && `/${name}`), { token: tokens[as], body, headers });
  return {
    id,
    carId: `car-of-${id}`,
    apply: send('PUT', `/v1/drivers/${id}`),
    ask: send('POST', `/v1/drivers/${id}`),
    see: async (as: Role, what: string) =>
      app.ask('GET', `/v1/drivers/${id}/${what}`, { token: tokens[as] }),
    register: send('PUT', `/v1/vehicles/car-of-${id}`),
    askCar: send('POST', `/v1/vehicles/car-of-${id}`),
    shift: send('POST', `/v1/drivers/${id}/shift`),
    trip: (tripId: string) => send('POST', `/v1/trips/${tripId}`),
  };
}

export type Driver = Awaited<ReturnType<typeof aDriver>>;

export async function expectOk(answer: Promise<Answer>, status?: string): Promise<Answer> {
  const given = await answer;
  if (given.status >= 300) expect(given).toMatchObject({ status: 200 });
  if (status !== undefined) expect(given.body.status).toBe(status);
  return given;
}

/** With every paper, and a car that may be driven. @param special what is unusual in it */
export async function onboarded(app: App, special: object = {}): Promise<Driver> {
  const driver = await aDriver(app);
  await expectOk(driver.apply('driver', '', application), 'Applied');
  for (const kind of DOCUMENT_KINDS) {
    const paper = { kind, documentNo: `No of ${kind}`, scanRef: `scan-${kind}` };
    await expectOk(driver.ask('driver', 'submit-document', paper));
  }
  for (const kind of DOCUMENT_KINDS) {
    const verified = driver.ask('ops', 'verify-document', { kind, validUntil: VALID_UNTIL });
    await expectOk(verified, 'UnderReview');
  }
  await expectOk(driver.ask('ops', 'activate'), 'Active');
  const theirs = { ...car, ownerId: driver.id, ...special };
  await expectOk(driver.register('driver', '', theirs), 'Registered');
  const inspection = { passed: true, validUntil: VALID_UNTIL };
  await expectOk(driver.askCar('ops', 'inspect', inspection), 'Inspected');
  await expectOk(driver.askCar('ops', 'approve', { tiers: ['economy'] }), 'Approved');
  return driver;
}

/** Tells the platform where the driver is at this moment. */
export async function isAt({ ask }: Driver, at: GeoPoint): Promise<void> {
  const point = { ...at, at: new Date().toISOString(), accuracyM: 8 };
  await expectOk(ask('driver', 'pings', { points: [point] }));
}

/** What is not as usual: in the car, or in how they want to work. */
interface Unusual {
  readonly car?: object;
  readonly wish?: object;
}

/** Somebody new with every paper, on shift and seen there. */
export async function onlineAt(
  app: App,
  at: GeoPoint,
  { car: special, wish }: Unusual = {},
): Promise<Driver> {
  const driver = await onboarded(app, special);
  const online = { vehicleId: driver.carId, ...wish };
  await expectOk(driver.shift('driver', 'go-online', online), 'Available');
  await isAt(driver, at);
  return driver;
}

interface Now {
  readonly shiftState: string;
  readonly currentOffer: { readonly offerId: string; readonly terms: object | null } | null;
  readonly currentTrip: string | null;
  readonly queuedTrip: string | null;
}

/** What the driver's app shows. */
export async function nowOf({ see }: Driver): Promise<Now> {
  return (await see('driver', 'now')).body as unknown as Now;
}

/** The offer that the driver is waiting for, once it is there. */
export async function offerTo(driver: Driver): Promise<string> {
  const { currentOffer } = await until(
    () => nowOf(driver),
    (now) => (now.currentOffer?.terms ?? null) !== null,
  );
  return currentOffer?.offerId ?? '';
}
