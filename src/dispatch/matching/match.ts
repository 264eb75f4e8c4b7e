import type { DispatchStrategy } from '../../shared/events/dispatch.shapes';
import type { TripId } from '../../shared/kernel/ids';
import { priced, type Pricing, type Ranked } from './pricing';
import { servedByQueue, unserved } from './queue';
import type { Round } from './round';
import { STRATEGIES } from './strategies';
import type { Weights } from './weights';

/** What a round came to. */
export interface Matching {
  /** How it was decided: not as asked for when time ran out. */
  readonly mode: DispatchStrategy;
  readonly weightsVersion: string;
  /** In the order of the round's requests. */
  readonly decisions: readonly MatchDecision[];
}

export interface MatchDecision {
  readonly tripId: TripId;
  /** Who is to be asked; null when nobody can be, or when it is better to wait a little. */
  readonly chosen: Ranked | null;
  readonly held: boolean;
  /** Every driver who could have been asked, now or soon: those of the queue, then the cheapest first. */
  readonly ranked: readonly Ranked[];
}

/** What is left to decide with when there is no time to decide well, or nothing to go by. */
export const DEGRADED: DispatchStrategy = 'greedy-v1';

/**
 * Finds a driver for every request of a round, as far as there are drivers. Pure but for the clock in `goOn`.
 * @param goOn whether there is still time; without, the rest is decided by {@link DEGRADED}
 */
export function match(
  round: Round,
  strategy: DispatchStrategy,
  weights: Weights,
  goOn: () => boolean = () => true,
): Matching {
  const { price, assign, looksAhead } = STRATEGIES[strategy];
  const pricings = priced(round, { price, looksAhead }, weights);
  const served = servedByQueue(pricings);
  const places = assign(unserved(pricings, served), goOn);
  if (!places) return match(round, DEGRADED, weights);
  const decisions = pricings.map((pricing, index) =>
    decisionOn(pricing, served[index] ?? places[index] ?? null, looksAhead, weights),
  );
  return { mode: strategy, weightsVersion: weights.version, decisions };
}

function decisionOn(
  pricing: Pricing,
  place: number | null,
  mayHold: boolean,
  weights: Weights,
): MatchDecision {
  const { ask, ranked } = pricing;
  const chosen = place === null ? null : (ranked[place] ?? null);
  const held = mayHold && chosen !== null && isWorthWaiting(pricing, chosen, weights);
  return { tripId: ask.request.tripId, chosen: held ? null : chosen, held, ranked };
}

/** A new request whose best driver is far, while somebody who finishes nearby would be there much sooner. */
function isWorthWaiting({ waitedS, ranked }: Pricing, chosen: Ranked, { hold }: Weights): boolean {
  if (chosen.queuePlace !== null) return false;
  if (chosen.etaS <= hold.aboveEtaS || waitedS >= hold.underAgeS) return false;
  return ranked.some(({ offerable, etaS }) => !offerable && etaS < chosen.etaS * (1 - hold.gain));
}
