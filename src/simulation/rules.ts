import type { DomainEvent } from '../shared/events/event';
import type { DispatchStrategy } from '../shared/events/dispatch.shapes';
import type { CityEvent } from '../shared/events/city.events';
import type { AnyPolicy } from '../shared/kernel/policy';
import { attemptKey, DispatchCommand } from '../write/dispatch/domain/dispatch.command';
import { dispatchDecider } from '../write/dispatch/domain/dispatch.decider';
import { whenMatchingStartedFindADriver } from '../write/dispatch/domain/when-matching-started-find-a-driver';
import { ShiftCommand } from '../write/drivers/shift/domain/shift.command';
import { shiftDecider } from '../write/drivers/shift/domain/shift.decider';
import { whenDriverReservedLetItLapse } from '../write/drivers/shift/domain/when-driver-reserved-let-it-lapse';
import { whenTripGoesOnFollowIt } from '../write/drivers/shift/domain/when-trip-goes-on-follow-it';
import { whenOfferAnsweredHoldOrRelease } from '../write/drivers/shift/domain/when-offer-answered-hold-or-release';
import { queueKey, ZoneQueueCommand } from '../write/drivers/zone-queue/domain/zone-queue.command';
import { zoneQueueDecider } from '../write/drivers/zone-queue/domain/zone-queue.decider';
import { TripCommand } from '../write/trip/domain/trip.command';
import { tripDecider } from '../write/trip/domain/trip.decider';
import { whenDriverCommittedAssignThem } from '../write/trip/domain/when-driver-committed-assign-them';
import type { Route } from './world';

/** The platform's own rules: nothing of how a city behaves is decided here. */
export const policiesFor = (strategy: DispatchStrategy): readonly AnyPolicy[] => [
  whenMatchingStartedFindADriver(strategy),
  whenOfferAnsweredHoldOrRelease,
  whenDriverReservedLetItLapse,
  whenTripGoesOnFollowIt,
  whenDriverCommittedAssignThem,
];

export function routeOf(command: object): Route {
  const route = (decider: unknown, id: string) => ({ decider, id }) as Route;
  if (command instanceof TripCommand) return route(tripDecider, command.tripId);
  if (command instanceof ShiftCommand) return route(shiftDecider, command.driverId);
  if (command instanceof ZoneQueueCommand) return route(zoneQueueDecider, queueKey(command.id));
  if (command instanceof DispatchCommand) return route(dispatchDecider, attemptKey(command.id));
  throw new Error(`Nobody decides ${command.constructor.name}`);
}

/** What somebody does about which facts. */
export type Reactions = {
  readonly [Type in CityEvent['type']]?: (data: Extract<CityEvent, { type: Type }>['data']) => void;
};

export function react(reactions: Reactions, { type, data }: DomainEvent): void {
  (reactions as Readonly<Record<string, ((data: object) => void) | undefined>>)[type]?.(data);
}
