import type { TSchema } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import fc from 'fast-check';
import { specFor } from '#test/spec-for';
import * as ask from '#test/trip-command.samples';
import {
  aborted,
  ada,
  arrived,
  assigned,
  at,
  bob,
  cancelled,
  cleo,
  completed,
  contacted,
  eastVillage,
  eve,
  fareFinalised,
  grandCentral,
  lenoxHill,
  matching,
  noShow,
  northOf,
  olga,
  oscar,
  pickupDeferred,
  pin,
  proposed,
  reachedStop,
  requested,
  scheduled,
  settled,
  started,
  system,
  tripId,
  unfulfilled,
} from '#test/trip.samples';
import { tripEvents, type TripEvent } from '../../../shared/events/trip.events';
import { CORRECTABLE } from '../../../shared/events/trip.shapes';
import type { Actor } from '../../../shared/kernel/actor';
import { DomainError } from '../../../shared/kernel/domain-error';
import { secondsAfter } from '../../../shared/kernel/time';
import type { Trip, TripStatus } from './trip';
import { TripCommand } from './trip.command';
import { commandsAllowedIn, tripDecider, tripRules } from './trip.decider';
import { TripInvalidTransition, TripNotFound, TripNotYours } from './trip.errors';

const { given } = specFor(tripDecider);

/** How a trip gets into each state. */
const waiting = [
  requested({ stops: [lenoxHill, grandCentral, eastVillage] }),
  ...[matching(), assigned(bob), arrived()],
];
const histories: Record<TripStatus, readonly TripEvent[]> = {
  Unrequested: [],
  Scheduled: [scheduled()],
  Requested: waiting.slice(0, 1),
  Matching: waiting.slice(0, 2),
  EnRoute: waiting.slice(0, 3),
  AtPickup: waiting,
  InProgress: [...waiting, started()],
  Completed: [...waiting, started(), completed()],
  Settled: [...waiting, started(), completed(), fareFinalised(), settled()],
  Unfulfilled: [...waiting.slice(0, 2), unfulfilled()],
  Cancelled: [...waiting.slice(0, 3), cancelled()],
  NoShow: [...waiting, contacted(), noShow()],
  Aborted: [...waiting, started(), aborted()],
};
const statuses = Object.keys(histories) as TripStatus[];

/** The table of the business rules, written down a second time on purpose: rows T1 to T18 by state. */
/** A driver who comes too late is turned away, whatever the trip has become. */
const always = ['ForceTransition', 'ApproveTransition', 'TakeDriver'];
const rerouting = ['ChangeDestination', 'AddStop', 'RemoveStop'];
const table: Record<TripStatus, readonly string[]> = {
  Unrequested: ['RequestTrip', 'ScheduleTrip'],
  Scheduled: ['ActivateTrip', 'CancelTrip', ...always],
  Requested: ['StartMatching', 'CancelTrip', ...always],
  Matching: ['AssignDriver', 'GiveUpMatching', 'CancelTrip', ...always],
  EnRoute: [
    ...['BeginPickup', 'RevokeDeferred', 'ReportStalledPickup', 'MarkArrived'],
    ...[...rerouting, 'MovePickup', 'CancelTrip', 'CancelByDriver', 'ReassignDriver', ...always],
  ],
  AtPickup: [
    ...['AttemptContact', 'AllowNoShow', 'StartTrip', ...rerouting, 'MovePickup'],
    ...['CancelTrip', 'CancelByDriver', 'ReassignDriver', 'ReportNoShow', ...always],
  ],
  InProgress: [
    ...['ReportDeviation', 'ArriveAtStop', 'DepartStop', ...rerouting],
    ...['CompleteTrip', 'AbortTrip', ...always],
  ],
  Completed: ['FinaliseFare', 'SettleTrip', ...always],
  Settled: always,
  Unfulfilled: always,
  Cancelled: always,
  NoShow: always,
  Aborted: ['FinaliseFare', 'SettleTrip', ...always],
};

/** Each command in a form that its rule accepts, with the facts besides the state that it needs for that. */
type Asked = readonly [command: TripCommand, ...facts: TripEvent[]];
function commandsFor(status: TripStatus): Record<string, Asked> {
  const to = status === 'Cancelled' ? 'Unfulfilled' : 'Cancelled';
  const skippedStops = [{ index: 1, reason: 'Rider was in a hurry' }];
  return {
    RequestTrip: [ask.request()],
    ScheduleTrip: [ask.schedule()],
    ActivateTrip: [ask.activate()],
    StartMatching: [ask.startMatching()],
    AssignDriver: [ask.assign()],
    GiveUpMatching: [ask.giveUp()],
    BeginPickup: [ask.beginPickup(), pickupDeferred()],
    RevokeDeferred: [ask.revokeDeferred(), pickupDeferred()],
    ReportStalledPickup: [ask.reportStalledPickup()],
    ReportDeviation: [ask.reportDeviation()],
    MarkArrived: [ask.arrive()],
    AttemptContact: [ask.contact()],
    AllowNoShow: [ask.allowNoShow()],
    StartTrip: [ask.start()],
    ArriveAtStop: [ask.arriveAtStop(1)],
    DepartStop: [ask.departStop(1), reachedStop(1)],
    ChangeDestination: [ask.changeDestination()],
    AddStop: [ask.addStop()],
    RemoveStop: [ask.removeStop()],
    MovePickup: [ask.movePickup()],
    CompleteTrip: [ask.complete({ skippedStops })],
    FinaliseFare: [ask.finaliseFare()],
    SettleTrip: [ask.settle(), fareFinalised()],
    CancelTrip: [ask.cancel()],
    CancelByDriver: [ask.cancelByDriver()],
    ReassignDriver: [ask.reassign()],
    ReportNoShow: [ask.reportNoShow(), contacted()],
    AbortTrip: [ask.abort()],
    ForceTransition: [ask.force({ to })],
    ApproveTransition: [ask.approve(), proposed({ to })],
    TakeDriver: [ask.take(cleo)],
  };
}
const commandNames = Object.keys(commandsFor('Unrequested'));

function sentBy(
  actor: Actor,
  command: TripCommand,
  occurredAt = command.sent.occurredAt,
): TripCommand {
  const copy = Object.create(Object.getPrototypeOf(command) as object) as TripCommand;
  return Object.assign(copy, command, { sent: { ...command.sent, actor, occurredAt } });
}

const fold = (events: readonly TripEvent[]) =>
  events.reduce(tripDecider.evolve, tripDecider.initialState);

describe('the transition table', () => {
  it('has a row for every command', () =>
    expect(tripRules.map(({ command }) => command.name)).toEqual(commandNames));

  describe.each(statuses)('%s', (status) => {
    const history = histories[status];

    it('is reached', () => expect(fold(history).status).toBe(status));

    it.each(commandNames.filter((name) => table[status].includes(name)))('accepts %s', (name) => {
      const [command, ...facts] = asked(name, status);
      const trip = fold([...history, ...facts]);
      expect(tripDecider.decide(sentBy(system, command), trip)).not.toEqual([]);
    });

    it.each(commandNames.filter((name) => !table[status].includes(name)))('refuses %s', (name) => {
      const [command, ...facts] = asked(name, status);
      const refused = given(...history, ...facts).when(sentBy(system, command));
      if (status === 'Unrequested') refused.thenRefused(TripNotFound, {});
      else
        refused.thenRefused(TripInvalidTransition, {
          currentState: status,
          allowedCommands: table[status],
        });
    });

    it.each([eve, cleo])('is closed to the $type $id, whatever they ask', (stranger) => {
      for (const name of status === 'Unrequested' ? [] : commandNames) {
        const [command, ...facts] = asked(name, status);
        given(...history, ...facts)
          .when(sentBy(stranger, command))
          .thenRefused(TripNotYours);
      }
    });
  });

  it('refuses a command that has no row', () => {
    class PaintTheCar extends TripCommand {
      readonly type = 'PaintTheCar';
    }
    const paint = new PaintTheCar(tripId, {}, ask.request({}, system).sent);
    given(...histories.Settled)
      .when(paint)
      .thenRefused(TripInvalidTransition, { currentState: 'Settled', allowedCommands: always });
  });
});

function asked(name: string, status: TripStatus): Asked {
  const found = commandsFor(status)[name];
  if (!found) throw new Error(`No sample of ${name}`);
  return found;
}

describe('whom a trip concerns', () => {
  it('is nobody before it is requested', () =>
    expect(tripDecider.about(fold([]))).toEqual({ cityId: '', subjectIds: [] }));

  it('is the rider, and the driver once there is one', () => {
    expect(tripDecider.about(fold(histories.Matching))).toEqual({
      cityId: 'nyc',
      subjectIds: ['ada'],
    });
    expect(tripDecider.about(fold(histories.EnRoute))).toEqual({
      cityId: 'nyc',
      subjectIds: ['ada', 'bob'],
    });
  });
});

describe('folding history', () => {
  it.each(
    Object.values(histories)
      .flat()
      .filter(({ type }) => !['TripRequested', 'TripScheduled'].includes(type)),
  )('trusts it: $type before any booking changes nothing', (event) =>
    expect(fold([event])).toEqual(fold([])),
  );
});

/** One step of a random life: which command, by whom, when, and every figure that a rule looks at. */
const move = fc.record({
  pick: fc.nat(1000),
  mood: fc.constantFrom('onward', 'onward', 'onward', 'allowed', 'any'),
  actor: fc.constantFrom<Actor>(ada, ada, eve, bob, bob, cleo, olga, olga, oscar, system, system),
  driver: fc.constantFrom(bob, bob, cleo),
  afterS: fc.constantFrom(0, 1, 59, 60, 299, 300, 1800, 86_400),
  metres: fc.constantFrom(0, 99, 100, 101, 1000, 1001),
  index: fc.integer({ min: -1, max: 8 }),
  amountMinor: fc.constantFrom(0, 1900, 2470, 2471, 9000),
  to: fc.constantFrom(...CORRECTABLE),
  yes: fc.boolean(),
});
type Move = typeof move extends fc.Arbitrary<infer M> ? M : never;

const place = ({ metres }: Move) => ({ placeRef: 'place-any', ...northOf(lenoxHill, metres) });
const offered = ({ yes, amountMinor: totalMinor }: Move) => ({
  ...{ quoteId: 'quote-any', totalMinor, currency: 'USD' },
  validUntil: yes ? '2014-12-31T00:00:00.000Z' : at('04:11:00'),
});

const requoted = (m: Move) => ({
  ...{ quote: offered(m), extraTimeShare: m.index / 10, driverConsents: m.amountMinor > 2000 },
});

const makers: Record<string, (m: Move, now: string, trip: Trip) => TripCommand> = {
  RequestTrip: (m) =>
    ask.request({ stops: [lenoxHill, grandCentral, eastVillage], quote: offered(m) }),
  ScheduleTrip: (m, now) =>
    ask.schedule({ quote: offered(m), pickupAt: secondsAfter(now, m.index * 1800) }),
  ActivateTrip: (m) => ask.activate(m.amountMinor > 2000 ? { requote: offered(m) } : {}),
  StartMatching: (m) => ask.startMatching({ cardAuthorised: m.yes }),
  AssignDriver: (m, _, trip) =>
    ask.assign(m.driver, m.yes && 'attempt' in trip ? trip.attempt : m.index),
  TakeDriver: (m, _, trip) =>
    ask.take(
      ...([m.driver, m.yes && 'attempt' in trip ? trip.attempt : m.index] as const),
      m.index > 3 ? { remainingS: m.metres } : {},
    ),
  BeginPickup: (m) => ask.beginPickup(m.driver),
  RevokeDeferred: (m) => ask.revokeDeferred(m.index),
  GiveUpMatching: (m) => ask.giveUp({ reason: m.yes ? 'NO_SUPPLY' : 'NO_ACCEPT' }),
  MarkArrived: (m, now) =>
    ask.arrive({
      location: place(m),
      lastPingAt: secondsAfter(now, -m.index * 15),
      method: m.yes ? 'manual' : 'geofence',
    }),
  ReportStalledPickup: (m) =>
    ask.reportStalledPickup({
      assignmentNo: m.index,
      case: m.yes ? 'RETREATING' : 'LOCATION_DARK',
      distanceM: m.yes ? m.metres : null,
    }),
  ReportDeviation: (m) => ask.reportDeviation({ distanceM: m.metres }),
  AttemptContact: (m) => ask.contact({ channel: m.yes ? 'call' : 'message' }),
  AllowNoShow: (_, now) => ask.allowNoShow({}, system, now),
  StartTrip: (m) => ask.start({ pin: m.yes ? pin : '0000' }),
  ArriveAtStop: (m) => ask.arriveAtStop(m.index),
  DepartStop: (m) => ask.departStop(m.index),
  ChangeDestination: (m) => ask.changeDestination({ ...requoted(m), to: place(m) }),
  AddStop: (m) => ask.addStop({ ...requoted(m), index: m.index, stop: place(m) }),
  RemoveStop: (m) => ask.removeStop({ ...requoted(m), index: m.index }),
  MovePickup: (m) => ask.movePickup({ ...requoted(m), to: place(m) }),
  CompleteTrip: (m) =>
    ask.complete({
      skippedStops: m.yes ? [1, 2, 3, 4, 5].map((index) => ({ index, reason: 'Closed' })) : [],
    }),
  FinaliseFare: (m) =>
    ask.finaliseFare({
      lines: [{ code: 'trip', amountMinor: m.amountMinor }],
      totalMinor: m.amountMinor + (m.index < 0 ? 1 : 0),
      reasonCode: m.yes ? 'OPS_SET' : 'ACTUAL_LONGER',
    }),
  SettleTrip: (m) => ask.settle({ mode: m.yes ? 'cash' : 'debt' }),
  CancelTrip: (m) =>
    ask.cancel(
      m.yes ? {} : { verdict: { fault: 'rider', ruleName: null, policyRowId: null, fee: null } },
    ),
  CancelByDriver: (m) => ask.cancelByDriver({ rematch: m.yes }),
  ReassignDriver: (m) => ask.reassign({ fault: m.yes ? 'driver' : 'none' }),
  ReportNoShow: (m) =>
    ask.reportNoShow({
      location: place(m),
      ...(m.yes ? {} : { fee: { amountMinor: m.amountMinor, currency: 'USD' } }),
    }),
  AbortTrip: (m) => ask.abort(m.yes ? {} : { chargeBasis: 'zero' }),
  ForceTransition: (m) => ask.force({ to: m.to }),
  ApproveTransition: (m) => ask.approve({ ticket: m.index < 0 ? 'OPS-0' : 'OPS-77' }),
};

/** Where each state may lead, besides to itself and by corrections. */
const roads: Record<TripStatus, readonly TripStatus[]> = {
  Unrequested: ['Requested', 'Scheduled'],
  Scheduled: ['Requested', 'Cancelled'],
  Requested: ['Matching', 'Cancelled'],
  Matching: ['EnRoute', 'Unfulfilled', 'Cancelled'],
  EnRoute: ['AtPickup', 'Matching', 'Cancelled'],
  AtPickup: ['InProgress', 'Matching', 'Cancelled', 'NoShow'],
  InProgress: ['Completed', 'Aborted'],
  Completed: ['Settled'],
  Settled: [],
  Unfulfilled: [],
  Cancelled: [],
  NoShow: [],
  Aborted: ['Settled'],
};

const validators = new Map<string, { Check(data: unknown): boolean }>(
  tripEvents.map(({ type, schema }) => [type, TypeCompiler.Compile<TSchema>(schema)]),
);

describe('a trip through any life whatsoever', () => {
  it('keeps to the roads of the table, says no only by its own errors, and folds the same again', () =>
    fc.assert(
      fc.property(fc.array(move, { minLength: 1, maxLength: 60, size: 'max' }), (moves) => {
        const history: TripEvent[] = [];
        let trip = fold([]);
        let now = at('04:11:00');
        for (const m of moves) {
          now = secondsAfter(now, m.afterS);
          const command = commandOf(m, now, trip);
          const events = eventsOrRefusal(command, trip);
          const next = events.reduce(tripDecider.evolve, trip);
          expect(events.filter((each) => !validators.get(each.type)?.Check(each.data))).toEqual([]);
          expect(destinationsOf(command, trip)).toContain(next.status);
          history.push(...events);
          trip = next;
        }
        expect(fold(history)).toEqual(trip);
      }),
      { numRuns: 500 },
    ));
});

/** Mostly what brings the trip on, or lives would hardly ever reach a ride. */
function commandOf(m: Move, now: string, trip: Trip): TripCommand {
  const names = commandsIn(m.mood, trip);
  const maker = makers[names[m.pick % names.length] ?? ''];
  if (!maker) throw new Error('Every command needs a maker');
  return sentBy(m.mood === 'onward' ? system : m.actor, maker(m, now, trip), now);
}

function commandsIn(mood: Move['mood'], trip: Trip): readonly string[] {
  if (mood === 'any') return commandNames;
  const allowed = commandsAllowedIn(trip);
  const onward = allowed.filter(
    (name) => !/Cancel|GiveUp|Abort|NoShow|Transition|Take|Revoke/.test(name),
  );
  return mood === 'onward' && onward.length > 0 ? onward : allowed;
}

function eventsOrRefusal(command: TripCommand, trip: Trip): readonly TripEvent[] {
  try {
    return tripDecider.decide(command, trip);
  } catch (error) {
    if (error instanceof DomainError) return [];
    throw error;
  }
}

function destinationsOf({ type }: TripCommand, { status }: Trip): readonly TripStatus[] {
  if (type === 'ApproveTransition') return [status, ...CORRECTABLE];
  if (type === 'ForceTransition') return [status];
  return [status, ...roads[status]];
}
