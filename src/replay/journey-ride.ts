import { secondsAfter } from '../shared/kernel/time';
import { asDriver, asRider, cancelled, CURRENCY, driverOf, quote } from './journey-booking';
import { anotherPin } from './people';
import type { Plan } from './plan';
import type { Script } from './script';
import { near } from './travel';

/** Drivers wait so long before they ask where the rider is. */
const PATIENCE_S = 120;
const NO_SHOW_AFTER_S = 300;

/** The driver comes; true when the trip ends without a ride. */
export function comesToNothing(script: Script, plan: Plan, promisedInS: number): boolean {
  const { fate, random } = plan;
  const arrivesInS = random.logNormal(promisedInS, 0.2, 30, 1500);
  const tooLateToCancel = fate !== 'cancels-assigned' || random.chance(0.2);
  if (!tooLateToCancel) {
    cancelled(script.wait(arrivesInS * random.between(0.1, 0.9)), plan);
    return true;
  }
  arrive(script.wait(arrivesInS), plan);
  if (fate === 'cancels-assigned') cancelled(script.wait(random.between(10, 110)), plan);
  if (fate === 'does-not-come') noShow(script, plan);
  return fate === 'cancels-assigned' || fate === 'does-not-come';
}

function arrive(script: Script, plan: Plan): void {
  const location = near(plan.ride.pickup, plan.random);
  const lastPingAt = secondsAfter(script.now, -plan.random.below(8));
  const body = { location, lastPingAt, method: 'geofence' };
  script.add(asDriver(driverOf(plan)), 'arrive', body);
}

function contact(script: Script, plan: Plan): void {
  const channel = plan.random.oneOf([['call', 0.4]], 'message');
  script.add(asDriver(driverOf(plan)), 'attempt-contact', { channel });
}

function noShow(script: Script, plan: Plan): void {
  contact(script.wait(PATIENCE_S), plan);
  script.wait(NO_SHOW_AFTER_S - PATIENCE_S + plan.random.between(0, 150));
  const location = near(plan.ride.pickup, plan.random);
  script.add(asDriver(driverOf(plan)), 'no-show', { location });
}

/** From the door to the paid fare. */
export function boardAndRide(script: Script, plan: Plan): void {
  board(script, plan);
  const { distanceM: actualDistanceM, durationS } = plan.price.driven;
  const changesAfterS = changeWay(script, plan, durationS);
  script.wait(durationS - changesAfterS);
  if (plan.fate === 'breaks-off') breakOff(script, plan);
  else {
    const gpsQuality = plan.random.oneOf(
      [
        ['dark', 0.005],
        ['patchy', 0.03],
      ],
      'good',
    );
    script.add(asDriver(driverOf(plan)), 'complete', { actualDistanceM, gpsQuality });
  }
  pay(script, plan);
}

function board(script: Script, plan: Plan): void {
  const { random, boardingPin, wrongPin } = plan;
  const driver = asDriver(driverOf(plan));
  const waitS = Math.round(random.logNormal(75, 0.7, 5, 540));
  if (waitS > PATIENCE_S) contact(script.wait(PATIENCE_S), plan);
  script.wait(waitS > PATIENCE_S ? waitS - PATIENCE_S : waitS);
  if (wrongPin) {
    script.add(driver, 'start', { pin: anotherPin(boardingPin) }, 'start-wrong-pin');
    script.wait(random.between(5, 20));
  }
  script.add(driver, 'start', { pin: boardingPin });
}

/** How far into the ride the rider changed the destination, in seconds; 0 when they did not. */
function changeWay(script: Script, plan: Plan, durationS: number): number {
  const { detour, dropOff, price, random } = plan;
  if (!detour) return 0;
  const afterS = Math.round(durationS * random.between(0.2, 0.6));
  script.wait(afterS).add(asRider(plan), 'change-destination', {
    to: dropOff,
    quote: quote(script, 'requote', price.quotedMinor),
    extraTimeShare: detour.extraTimeShare,
    driverConsents: true,
  });
  return afterS;
}

function breakOff(script: Script, plan: Plan): void {
  const reasonCode = plan.random.oneOf(
    [
      ['ACCIDENT', 0.2],
      ['VEHICLE_PROBLEM', 0.4],
    ],
    'RIDER_UNWELL',
  );
  script.add(asDriver(driverOf(plan)), 'abort', { reasonCode });
}

function pay(script: Script, { price, paymentMethod, random }: Plan): void {
  const { fare, reason: reasonCode } = price;
  const body = { ...fare, currency: CURRENCY, reasonCode };
  script.wait(random.between(2, 10)).add(null, 'finalise-fare', body);
  const byCard = random.chance(0.99) ? 'captured' : 'debt';
  const mode = paymentMethod === 'cash' ? 'cash' : byCard;
  script.wait(random.between(2, 60)).add(null, 'settle', { mode });
}
