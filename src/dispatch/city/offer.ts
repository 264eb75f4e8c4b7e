import { DomainError } from '../../shared/kernel/domain-error';
import type { DriverId, TripId } from '../../shared/kernel/ids';
import { secondsAfter, type Instant } from '../../shared/kernel/time';
import { CASCADE } from '../../write/dispatch/domain/cascade';
import type { ExtendOffers, HoldDispatch } from '../../write/dispatch/domain/extend-offers';
import type { AttemptId } from '../../write/dispatch/domain/dispatch.command';
import { offerIdOf } from '../../write/dispatch/domain/offer-id';
import type { Release } from '../../write/drivers/shift/domain/release';
import type { Reserve } from '../../write/drivers/shift/domain/reserve';
import type { ReserveNext } from '../../write/drivers/shift/domain/reserve-next';
import type { RevokeDeferred } from '../../write/trip/domain/unassign-driver';
import type { Ranked } from '../matching/pricing';
import { driversPart } from './drivers';
import type { Proposal, Tick } from './tick';

/** Where the dispatcher's wishes go: to the streams, which may refuse them. */
export interface Desk {
  reserve(driverId: DriverId, what: Reserve['data']): Promise<void>;
  /** Of somebody who has a trip to finish first. */
  reserveNext(driverId: DriverId, what: ReserveNext['data']): Promise<void>;
  release(driverId: DriverId, what: Release['data']): Promise<void>;
  extend(search: AttemptId, what: ExtendOffers['data']): Promise<void>;
  hold(search: AttemptId, what: HoldDispatch['data']): Promise<void>;
  revoke(tripId: TripId, what: RevokeDeferred['data']): Promise<void>;
}

/**
 * All searches of a city are decided together so often. Half of it is what a rider waits for nothing else, on average;
 * at two seconds whole days are matched no better.
 */
export const TICK_S = 1;

/** Whose decision it is: the tick, and the term of who leads. */
export interface Turn {
  readonly tick: number;
  readonly term: number;
}

/** A reservation outlives its offer by as long as it may take to make it, and an answer to arrive. */
const UNDERWAY_S = 5;
/** So many candidates are remembered with a decision. */
const MOST_REMEMBERED = 20;

/**
 * Carries a proposal out: first the drivers are reserved, then asked. Whom another offer has taken meanwhile is left
 * out; when the search has moved on meanwhile, those who were reserved are released again. Dying in between leaves
 * reservations that end by themselves.
 */
export async function carryOut(
  proposal: Proposal,
  { tick, term }: Turn,
  by: Tick,
  desk: Desk,
): Promise<void> {
  const { attempt } = proposal.search;
  const id = { tripId: attempt.tripId, attempt: attempt.attempt };
  const ranking = rankingOf(proposal, tick, by);
  if (proposal.held) {
    await unlessRefused(desk.hold(id, { ranking, untilTick: tick + 1 }));
    return;
  }
  const offers: ExtendOffers['data']['offers'][number][] = [];
  for (const chosen of proposal.chosen) {
    const number = attempt.offers.length + offers.length + 1;
    const offerId = offerIdOf(attempt, number, term);
    const terms = termsOf(chosen, proposal, offerId, by.at);
    if (await unlessRefused(reserve(desk, chosen, terms, proposal))) offers.push(terms);
  }
  if (offers.length === 0) return;
  if (await unlessRefused(desk.extend(id, { ranking, offers }))) return;
  for (const { driverId, offerId } of offers) {
    await unlessRefused(desk.release(driverId, { offerId, cause: 'failed' }));
  }
}

/** A rule's no is an answer: what was seen was a moment old. @returns whether no rule said no */
export async function unlessRefused(asked: Promise<void>): Promise<boolean> {
  try {
    await asked;
    return true;
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}

type Terms = ExtendOffers['data']['offers'][number];

function reserve(
  desk: Desk,
  { driver: { driverId, freeInS } }: Ranked,
  { offerId, pickupEtaS, reservedUntil: until }: Terms,
  { search, rideS }: Proposal,
): Promise<void> {
  const { tripId } = search.attempt;
  const remainingS = Math.round(freeInS);
  const pickupS = Math.max(0, pickupEtaS - remainingS);
  const what = { offerId, tripId, until, pickupS, rideS: Math.round(rideS) };
  if (freeInS === 0) return desk.reserve(driverId, what);
  return desk.reserveNext(driverId, { ...what, remainingS });
}

function termsOf(
  chosen: Ranked,
  { search, ranked, rideS }: Proposal,
  offerId: string,
  at: Instant,
): Terms {
  const { wish } = search;
  const { totalMinor, currency } = wish.quote;
  return {
    offerId,
    driverId: chosen.driver.driverId,
    rank: ranked.indexOf(chosen) + 1,
    ...{ pickupEtaS: Math.round(chosen.etaS), tripEtaS: Math.round(rideS) },
    payPreview: { amountMinor: driversPart(totalMinor), currency },
    ...{ cost: chosen.cost, parts: chosen.parts },
    reservedUntil: secondsAfter(at, CASCADE.offerS + UNDERWAY_S),
  };
}

function rankingOf({ ranked }: Proposal, tick: number, { at, mode, weightsVersion }: Tick) {
  const candidates = ranked.slice(0, MOST_REMEMBERED).map((each) => ({
    ...{ driverId: each.driver.driverId, etaS: Math.round(each.etaS), etaSource: each.etaSource },
    ...{ parts: each.parts, cost: each.cost },
  }));
  return { tick, snapshotAt: at, weightsVersion, mode, candidates };
}
