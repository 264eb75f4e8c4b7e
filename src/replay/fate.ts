import type { Random } from './random';

/** How a trip ends. */
export type Outcome = 'completed' | 'cancelled' | 'noShow' | 'unfulfilled' | 'aborted';

/** How a trip goes, told by where it leaves the usual way. */
export type Fate =
  | 'cancels-unassigned'
  | 'cancels-assigned'
  | 'finds-nobody'
  | 'does-not-come'
  | 'breaks-off'
  | 'rides';

/** Of all trips. The rest ride to where they wanted. */
export const SHARES: readonly (readonly [Fate, number])[] = [
  ['cancels-unassigned', 0.05],
  ['cancels-assigned', 0.04],
  ['finds-nobody', 0.03],
  ['does-not-come', 0.02],
  ['breaks-off', 0.003],
];

/** Of the trips that come so far. */
export const SIDE_SHARES = { handBack: 0.03, wrongPin: 0.01, newDestination: 0.02 } as const;

export const OUTCOMES: Readonly<Record<Fate, Outcome>> = {
  'cancels-unassigned': 'cancelled',
  'cancels-assigned': 'cancelled',
  'finds-nobody': 'unfulfilled',
  'does-not-come': 'noShow',
  'breaks-off': 'aborted',
  rides: 'completed',
};

export interface Fortune {
  readonly fate: Fate;
  /** The first driver gives the trip back, and another takes it. */
  readonly handsBack: boolean;
  /** The rider first tells the driver another PIN. */
  readonly wrongPin: boolean;
  /** The rider changes the destination on the way. */
  readonly newDestination: boolean;
}

export function fortune(random: Random): Fortune {
  return {
    fate: random.oneOf<Fate>(SHARES, 'rides'),
    handsBack: random.chance(SIDE_SHARES.handBack),
    wrongPin: random.chance(SIDE_SHARES.wrongPin),
    newDestination: random.chance(SIDE_SHARES.newDestination),
  };
}
