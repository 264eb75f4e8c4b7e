import { secondsAfter } from '../shared/kernel/time';
import type { Driver } from './people';
import type { Plan } from './plan';
import type { Script } from './script';

export const CURRENCY = 'USD';
const QUOTE_VALID_S = 300;

/** The rider asks for the trip. */
export function book(script: Script, plan: Plan): void {
  const { riderId, ride, dropOff, detour, paymentMethod, boardingPin } = plan;
  const totalMinor = detour?.quotedMinor ?? plan.price.quotedMinor;
  script.add(asRider(plan), 'request', {
    ...{ riderId, cityId: 'nyc', product: 'standard' },
    stops: [ride.pickup, detour?.from ?? dropOff],
    quote: quote(script, 'quote', totalMinor),
    ...{ paymentMethod, boardingPin },
  });
}

export function quote(script: Script, name: string, totalMinor: number): object {
  const quoteId = `${name}-${script.tripId}`;
  const validUntil = secondsAfter(script.now, QUOTE_VALID_S);
  return { quoteId, totalMinor, currency: CURRENCY, validUntil };
}

/** @returns in how many seconds the driver who keeps the trip promises to be there; undefined without such a driver */
export function dispatch(script: Script, plan: Plan): number | undefined {
  const { fate, handsBack, random } = plan;
  if (fate === 'cancels-unassigned' && random.chance(0.25)) {
    cancelled(script.wait(1), plan);
    return undefined;
  }
  script.wait(random.between(1, 3)).add(null, 'start-matching', {
    cardAuthorised: plan.paymentMethod === 'card',
    cashAllowed: plan.paymentMethod === 'cash',
  });
  if (fate === 'cancels-unassigned') {
    cancelled(script.wait(random.logNormal(25, 0.7, 3, 170)), plan);
    return undefined;
  }
  if (fate === 'finds-nobody') {
    giveUp(script, plan);
    return undefined;
  }
  const promisedInS = assign(script, plan, 1);
  if (!handsBack) return promisedInS;
  handBack(script, plan);
  return assign(script, plan, 2);
}

export const asRider = ({ riderId }: Plan) => ({ type: 'rider' as const, id: riderId });
export const asDriver = ({ driverId }: Driver) => ({ type: 'driver' as const, id: driverId });

/** Who ends up driving. */
export const driverOf = ({ drivers, handsBack }: Plan): Driver => drivers[handsBack ? 1 : 0];

/** The rider cancels, and nothing comes after it. */
export function cancelled(script: Script, plan: Plan): void {
  const reasonCode = plan.random.oneOf(
    [
      ['WAIT_TOO_LONG', 0.45],
      ['WRONG_PICKUP', 0.12],
      ['PRICE', 0.08],
    ],
    'PLANS_CHANGED',
  );
  script.add(asRider(plan), 'cancel', { reasonCode });
}

function giveUp(script: Script, { random }: Plan): void {
  script.wait(random.between(120, 180)).add(null, 'give-up', {
    reason: random.oneOf([['NO_ACCEPT', 0.3]], 'NO_SUPPLY'),
    surgeLevel: Math.round(random.between(10, 25)) / 10,
    retryAfterS: 120,
  });
}

function assign(script: Script, plan: Plan, attempt: 1 | 2): number {
  const driver = plan.drivers[attempt === 1 ? 0 : 1];
  const promisedInS = Math.round(plan.random.logNormal(240, 0.5, 60, 1200));
  script.wait(plan.random.logNormal(12, 0.6, 3, 90)).add(
    null,
    'assign',
    {
      attempt,
      offerId: `offer-${attempt}-${script.tripId}`,
      ...driver,
      promisedPickupAt: secondsAfter(script.now, promisedInS),
    },
    `assign-${attempt}`,
  );
  return promisedInS;
}

function handBack(script: Script, plan: Plan): void {
  const reasonCode = plan.random.oneOf(
    [
      ['VEHICLE_PROBLEM', 0.25],
      ['TRAFFIC', 0.35],
    ],
    'TOO_FAR',
  );
  script
    .wait(plan.random.logNormal(70, 0.6, 10, 400))
    .add(asDriver(plan.drivers[0]), 'cancel', { reasonCode, rematch: true }, 'hand-back');
}
