import 'reflect-metadata';
import { join } from 'node:path';
import { plainToInstance, type ClassConstructor } from 'class-transformer';
import { validateSync } from 'class-validator';
import { sentBy } from '#test/trip-command.samples';
import type { TripEvent } from '../shared/events/trip.events';
import type { TripId } from '../shared/kernel/ids';
import { projectRoot } from '../shared/project-root';
import { AbortTrip } from '../write/trip/domain/abort-trip';
import { AssignDriver } from '../write/trip/domain/assign-driver';
import { AttemptContact } from '../write/trip/domain/attempt-contact';
import { CancelTrip } from '../write/trip/domain/cancel-trip';
import { ChangeDestination } from '../write/trip/domain/change-itinerary';
import { CompleteTrip } from '../write/trip/domain/complete-trip';
import { FinaliseFare } from '../write/trip/domain/finalise-fare';
import { GiveUpMatching } from '../write/trip/domain/give-up-matching';
import { MarkArrived } from '../write/trip/domain/mark-arrived';
import { ReportNoShow } from '../write/trip/domain/report-no-show';
import { RequestTrip } from '../write/trip/domain/request-trip';
import { SettleTrip } from '../write/trip/domain/settle-trip';
import { StartMatching } from '../write/trip/domain/start-matching';
import { StartTrip } from '../write/trip/domain/start-trip';
import type { Trip } from '../write/trip/domain/trip';
import type { TripCommandClass } from '../write/trip/domain/trip.command';
import { tripDecider } from '../write/trip/domain/trip.decider';
import { CancelByDriver } from '../write/trip/domain/unassign-driver';
import { CancelTripDto, RequestTripDto } from '../write/trip/trip-booking.dto';
import * as dto from '../write/trip/trip-ride.dto';
import { SHARES, SIDE_SHARES, type Fate, type Outcome } from './fate';
import { journeyOf, type GoodRow, type Journey } from './journey';
import { placesOf } from './places';
import type { Source } from './plan';
import { isRejection } from './reject';
import { openRows, rowsOf } from './rows';
import type { Step } from './script';

const SAMPLE = 'uber-pickups-2014-04-02.csv';
const NOW = Date.parse('2026-01-01T00:00:00Z');
const SEEDS = [1, 2, 3];

const ROUTES: Record<string, readonly [TripCommandClass, ClassConstructor<object>]> = {
  request: [RequestTrip, RequestTripDto],
  'start-matching': [StartMatching, dto.StartMatchingDto],
  assign: [AssignDriver, dto.AssignDriverDto],
  'give-up': [GiveUpMatching, dto.GiveUpMatchingDto],
  arrive: [MarkArrived, dto.MarkArrivedDto],
  'attempt-contact': [AttemptContact, dto.AttemptContactDto],
  start: [StartTrip, dto.StartTripDto],
  'change-destination': [ChangeDestination, dto.ChangePlaceDto],
  complete: [CompleteTrip, dto.CompleteTripDto],
  'finalise-fare': [FinaliseFare, dto.FinaliseFareDto],
  settle: [SettleTrip, dto.SettleTripDto],
  cancel: [CancelTrip, CancelTripDto],
  'no-show': [ReportNoShow, dto.ReportNoShowDto],
  abort: [AbortTrip, dto.AbortTripDto],
};

/** What the HTTP side makes of a step. */
function commandOf(tripId: string, { command, actor, at, body }: Step) {
  const route = ROUTES[command];
  if (!route) throw new Error(`There is no route for ${command}`);
  const [Class, Dto] = route;
  const received = plainToInstance(Dto, JSON.parse(JSON.stringify(body)) as object);
  const handedBack = command === 'cancel' && actor?.type === 'driver';
  const Chosen = handedBack ? (CancelByDriver as TripCommandClass) : Class;
  const located = command === 'request' ? { zoneId: null, cell: '882a100893fffff' } : {};
  const data = { ...received, ...located } as never;
  const who = actor ?? ({ type: 'system', id: 'replay' } as const);
  return new Chosen(tripId as TripId, data, sentBy(who, at));
}

function faultsOf({ command, body }: Step): string[] {
  const [, Dto] = ROUTES[command] ?? [];
  if (!Dto) return [`There is no route for ${command}`];
  const received = plainToInstance(Dto, body);
  return validateSync(received, { whitelist: true, forbidNonWhitelisted: true }).map(String);
}

interface Lived {
  readonly journey: Journey;
  readonly events: readonly TripEvent[];
  readonly trip: Trip;
}

/** Through the real rules, which throw where they refuse. */
function live(journey: Journey): Lived {
  const events: TripEvent[] = [];
  let trip = tripDecider.initialState;
  for (const step of journey.steps) {
    const decided = tripDecider.decide(commandOf(journey.tripId, step), trip);
    if (decided.length === 0) throw new Error(`${step.name} made nothing true`);
    trip = decided.reduce(tripDecider.evolve, trip);
    events.push(...decided);
  }
  return { journey, events, trip };
}

async function goodRows(): Promise<{ rows: GoodRow[]; source: Source }> {
  const file = await openRows(join(projectRoot, 'data', SAMPLE));
  const rows: GoodRow[] = [];
  for await (const { number, text, reading } of rowsOf(file, NOW)) {
    if (!isRejection(reading)) rows.push({ number, text, reading });
  }
  return { rows, source: { file: SAMPLE, seed: 1, places: await placesOf(file, NOW) } };
}

/** As if a meter had run along: each row's ride ends where that of the seventh after it begins. */
function metered(rows: readonly GoodRow[]): GoodRow[] {
  return rows.map((row, index) => {
    const dropOff = rows[(index + 7) % rows.length]?.reading.pickup ?? null;
    const fareMinor = 250 + ((index * 37) % 7000);
    return { ...row, reading: { ...row.reading, dropOff, fareMinor } };
  });
}

const nothing: GoodRow = {
  number: 0,
  text: '',
  reading: { at: '', pickup: { lat: 0, lon: 0 }, dropOff: null, fareMinor: null },
};

const endOf = ({ steps }: Journey) => steps.at(-1)?.at ?? '';

const ENDS: Record<Outcome, Trip['status']> = {
  completed: 'Settled',
  cancelled: 'Cancelled',
  noShow: 'NoShow',
  unfulfilled: 'Unfulfilled',
  aborted: 'Settled',
};

describe(`the journeys of ${SAMPLE} under the seeds ${SEEDS.join(', ')}`, () => {
  let rows: GoodRow[];
  let source: Source;
  let lived: Lived[];
  let meteredLives: Lived[];

  const under = (seed: number, of: readonly GoodRow[]) =>
    of.map((row) => live(journeyOf(row, { ...source, seed })));

  beforeAll(async () => {
    ({ rows, source } = await goodRows());
    lived = SEEDS.flatMap((seed) => under(seed, rows));
    meteredLives = under(1, metered(rows));
  });

  const shareOf = (is: (each: Lived) => boolean, among = lived) =>
    among.filter(is).length / among.length;
  const has =
    (type: TripEvent['type']) =>
    ({ events }: Lived) =>
      events.some((event) => event.type === type);

  it('are of commands that the rules accept, each making something true', () => {
    expect(rows).toHaveLength(2400);
    expect(lived).toHaveLength(7200);
    expect(meteredLives).toHaveLength(2400);
  });

  it('are of bodies that the routes find well formed', () => {
    const every4th = [...lived, ...meteredLives].filter((_, index) => index % 4 === 0);
    expect(every4th.flatMap(({ journey }) => journey.steps.flatMap(faultsOf))).toEqual([]);
  });

  it('end as they say', () => {
    for (const { trip, journey } of [...lived, ...meteredLives]) {
      expect(trip.status).toBe(ENDS[journey.outcome]);
    }
  });

  it('begin at the time of their row and go on in the order of time', () => {
    for (const { journey } of lived) {
      const times = journey.steps.map(({ at }) => at);
      expect(times[0]).toBe(journey.requestedAt);
      expect(times.every((at, index) => index === 0 || at >= (times[index - 1] ?? ''))).toBe(true);
    }
  });

  it('have the shares that the model states', () => {
    const outcome = (wanted: Outcome) => shareOf(({ journey }) => journey.outcome === wanted);
    const stated = (fate: Fate) => SHARES.find(([each]) => each === fate)?.[1] ?? NaN;
    const near = (share: number, wanted: number) =>
      expect(Math.abs(share - wanted)).toBeLessThan(3.5 * Math.sqrt(wanted / lived.length));
    near(outcome('cancelled'), stated('cancels-unassigned') + stated('cancels-assigned'));
    near(outcome('unfulfilled'), stated('finds-nobody'));
    near(outcome('noShow'), stated('does-not-come'));
    near(outcome('aborted'), stated('breaks-off'));
    const rode = lived.filter(({ journey }) => journey.outcome === 'completed');
    near(
      shareOf(has('DriverUnassigned'), lived.filter(has('DriverAssigned'))),
      SIDE_SHARES.handBack,
    );
    near(
      shareOf(has('BoardingPinRejected'), lived.filter(has('TripStarted'))),
      SIDE_SHARES.wrongPin,
    );
    near(shareOf(has('ItineraryChanged'), rode), SIDE_SHARES.newDestination);
  });

  it('keep promises, waits and speeds within what a city sees', () => {
    const median = (numbers: number[]) =>
      numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? NaN;
    const rides = lived.flatMap(({ events }) =>
      events.flatMap((event) => (event.type === 'TripCompleted' ? [event.data] : [])),
    );
    const kmh = rides.map((ride) => (ride.actualDistanceM / ride.actualDurationS) * 3.6);
    expect(median(kmh)).toBeGreaterThan(12);
    expect(median(kmh)).toBeLessThan(35);
    expect(Math.max(...kmh)).toBeLessThan(91);
    expect(median(rides.map(({ waitS }) => waitS))).toBeGreaterThan(45);
    expect(median(rides.map(({ waitS }) => waitS))).toBeLessThan(120);
  });

  it('cost what the meter said where the file knows it', () => {
    const told = new Map(metered(rows).map(({ number, reading }) => [number, reading.fareMinor]));
    const fares = meteredLives.flatMap(({ journey, events }) =>
      events.flatMap((event) =>
        event.type === 'FareFinalised' ? [[journey.row, event.data.totalMinor] as const] : [],
      ),
    );
    expect(fares.length).toBeGreaterThan(1900);
    for (const [row, totalMinor] of fares) expect(totalMinor).toBe(told.get(row));
  });

  it('have a key for every command', () => {
    const keys = lived.flatMap(({ journey }) => journey.steps.map((s) => s.idempotencyKey));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('hardly ever need one driver in two places', () => {
    const shifts = lived
      .slice(0, rows.length)
      .flatMap(({ journey }) =>
        journey.steps.flatMap(({ command, body, at }) =>
          command === 'assign'
            ? [{ ...(body as { driverId: string }), from: at, to: endOf(journey) }]
            : [],
        ),
      )
      .toSorted((a, b) => (a.driverId + a.from < b.driverId + b.from ? -1 : 1));
    const clashes = shifts.filter((shift, i) => {
      const before = shifts[i - 1];
      return before?.driverId === shift.driverId && before.to > shift.from;
    });
    expect(clashes.length / shifts.length).toBeLessThan(0.005);
  });

  it('are the same again for the same row, file and seed, and others for any other', () => {
    const [row = nothing] = rows;
    const again = journeyOf(row, source);
    expect(journeyOf(row, source)).toEqual(again);
    const others = [
      journeyOf(row, { ...source, seed: 2 }),
      journeyOf(row, { ...source, file: 'another.csv' }),
      journeyOf({ ...row, number: 2 }, source),
      journeyOf({ ...row, text: `${row.text} ` }, source),
    ];
    const ids = [again, ...others].map(({ tripId }) => tripId);
    expect(new Set(ids).size).toBe(5);
  });

  it('have not changed: what was played once is repeated, not played anew', () => {
    const first = journeyOf(rows[0] ?? nothing, source);
    expect({
      tripId: first.tripId,
      keys: first.steps.map(({ name, at }) => `${at} ${name}`),
    }).toMatchInlineSnapshot(`
     {
       "keys": [
         "2014-04-02T04:00:00.000Z request",
         "2014-04-02T04:00:02.000Z start-matching",
         "2014-04-02T04:00:09.000Z assign-1",
         "2014-04-02T04:04:18.000Z arrive",
         "2014-04-02T04:06:07.000Z start",
         "2014-04-02T04:13:08.000Z complete",
         "2014-04-02T04:13:12.000Z finalise-fare",
         "2014-04-02T04:13:47.000Z settle",
       ],
       "tripId": "dffcbbb9-a722-5b23-9e3b-5e3d63217ebf",
     }
    `);
  });
});
