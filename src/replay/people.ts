import type { Random } from './random';

const RIDERS = 4000;
const DRIVERS = 1000;
/** Shares no factor with DRIVERS, so that rows near each other never share a driver. */
const STRIDE = 619;

export interface Driver {
  readonly driverId: string;
  readonly vehicleId: string;
}

export function riderFor(random: Random): string {
  return `rider-${fourDigits(random.below(RIDERS))}`;
}

/** Of every thousand rows on end each has another driver: files in the order of time seldom give one two trips. */
export function driverFor(row: number, seed: number): Driver {
  const number = fourDigits((row * STRIDE + seed) % DRIVERS);
  return { driverId: `driver-${number}`, vehicleId: `car-${number}` };
}

/** Who takes over when the first gives the trip back. */
export function secondDriverFor(row: number, seed: number): Driver {
  return driverFor(row + DRIVERS / 2, seed);
}

export function pinFor(random: Random): string {
  return fourDigits(random.below(10_000));
}

/** What somebody says who reads the wrong line. */
export function anotherPin(pin: string): string {
  return fourDigits((Number(pin) + 1) % 10_000);
}

function fourDigits(number: number): string {
  return String(number).padStart(4, '0');
}
