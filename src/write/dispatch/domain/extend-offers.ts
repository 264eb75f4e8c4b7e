import type { DispatchEvent, DispatchEventOf } from '../../../shared/events/dispatch.events';
import { secondsAfter, type Instant } from '../../../shared/kernel/time';
import { factsOf, type In } from './attempt';
import { CASCADE, isOver, modeAt, offersLeft } from './cascade';
import { DispatchCommand, dispatchRule } from './dispatch.command';
import { OfferRefused, type OfferRefusal } from './dispatch.errors';

type Ranking = DispatchEventOf<'CandidatesRanked'>['data'];
type Extended = DispatchEventOf<'OfferExtended'>['data'];

/** Why these drivers: what was known of whom when it was decided. */
type Reasons = Readonly<
  Pick<Ranking, 'tick' | 'snapshotAt' | 'weightsVersion' | 'mode' | 'candidates'>
>;
type Terms = Readonly<
  Pick<
    Extended,
    'offerId' | 'driverId' | 'rank' | 'pickupEtaS' | 'tripEtaS' | 'payPreview' | 'cost' | 'parts'
  >
>;

/** To a driver who is held for it until then. */
type Offered = Terms & { readonly reservedUntil: Instant };

/** Asks drivers who have been reserved for it; how many at once is the cascade's to say. */
export class ExtendOffers extends DispatchCommand<{
  readonly ranking: Reasons;
  readonly offers: readonly Offered[];
}> {
  readonly type = 'ExtendOffers';
}

export const extendOffers = dispatchRule(ExtendOffers, ['Open', 'Offering'], (command, attempt) => {
  const { data, sent } = command;
  const at = sent.occurredAt;
  const fault = faultOf(command, attempt);
  if (fault) throw new OfferRefused(fault);
  const mode = modeAt(attempt, at);
  const expiresAt = secondsAfter(at, CASCADE.offerS);
  return [
    ranked(attempt, data.ranking),
    ...data.offers.map(({ reservedUntil: _held, ...terms }): DispatchEvent => ({
      type: 'OfferExtended',
      data: { ...factsOf(attempt), ...terms, mode, extendedAt: at, expiresAt },
    })),
  ];
});

function faultOf(
  { data: { offers }, sent: { occurredAt } }: ExtendOffers,
  attempt: In<'Open' | 'Offering'>,
): OfferRefusal | undefined {
  const expiresAt = secondsAfter(occurredAt, CASCADE.offerS);
  const drivers = new Set(offers.map(({ driverId }) => driverId));
  const faults: readonly (readonly [OfferRefusal, boolean])[] = [
    ['window-over', isOver(attempt, occurredAt)],
    ['offers-are-live', attempt.status === 'Offering'],
    ['offers-used-up', attempt.offers.length >= CASCADE.mostOffers],
    ['too-many', offers.length > offersLeft(attempt, occurredAt)],
    ['driver-asked-twice', drivers.size < offers.length],
    // Whoever took so long: the driver may have been asked by another by the time they answer.
    ['reservation-too-short', offers.some(({ reservedUntil }) => reservedUntil < expiresAt)],
    ['driver-excluded', attempt.excluded.some((driverId) => drivers.has(driverId))],
  ];
  return faults.find(([, isSo]) => isSo)?.[0];
}

/** A nearby driver who is about to be free is worth a moment: nobody is asked before that tick. */
export class HoldDispatch extends DispatchCommand<{
  readonly ranking: Reasons;
  readonly untilTick: number;
}> {
  readonly type = 'HoldDispatch';
}

export const holdDispatch = dispatchRule(HoldDispatch, ['Open'], ({ data }, attempt) => {
  const { ranking, untilTick } = data;
  if (attempt.heldUntilTick >= untilTick) return [];
  return [
    ranked(attempt, ranking),
    { type: 'DispatchHeld', data: { ...factsOf(attempt), untilTick } },
  ];
});

function ranked(attempt: In<'Open' | 'Offering'>, reasons: Reasons): DispatchEvent {
  return { type: 'CandidatesRanked', data: { ...factsOf(attempt), ...reasons } };
}
