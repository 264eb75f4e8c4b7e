import { unfinished, type Acceptance } from './acceptance';
import { alike, recordedMs, type Audit, type Checker, type LogEnd } from './checker';
import type { Reactions, RecordedEventOf } from './checker';
import { Durations } from './durations';
import { RidesAtOnce } from './rides-at-once';
import { TRIP_OVER } from './sayers-of-no';
import type { Place } from './verdicts';

const WITHIN_MS = 2000;

/** What an acceptance comes to: domain rules, 3, invariants 1, 2 and 4. */
export class Acceptances implements Checker {
  readonly invariants = [
    ...['every-acceptance-ends', 'assigned-is-committed', 'assigned-within-2s'],
    ...['committed-is-assigned-or-freed', 'one-trip-per-driver', 'one-ride-at-a-time'],
  ];
  readonly acceptedToCommitted = new Durations();
  readonly committedToAssigned = new Durations();
  /** By the hand of operations or of an import: no search has found these drivers. */
  assignedWithoutSearch = 0;
  private readonly open = new Map<string, Acceptance>();
  private readonly byDriver = new Map<string, Set<string>>();
  private readonly rides = new RidesAtOnce();

  constructor(private readonly audit: Audit) {}

  readonly on: Reactions = {
    OfferAccepted: (event) => {
      const { stream, position, data } = event;
      const { tripId, driverId, offerId } = data;
      const place = { stream, position };
      this.audit.verdicts.checked('every-acceptance-ends');
      this.open.set(offerId, { tripId, driverId, place, acceptedMs: recordedMs(event) });
      this.byDriver.set(driverId, (this.byDriver.get(driverId) ?? new Set()).add(offerId));
    },
    DriverCommitted: (event) => this.committed(event, false),
    NextTripQueued: (event) => this.committed(event, true),
    DriverAssigned: (event) => this.assigned(event),
    DriverTurnedAway: (event) => {
      const acceptance = this.open.get(event.data.offerId);
      if (!acceptance) return;
      acceptance.turnedAwayMs = recordedMs(event);
      if (acceptance.isFreed) this.forget(event.data.offerId);
    },
    ...alike(['DriverFreed', 'NextTripDropped'], ({ data }) => this.freed(data)),
    OfferWithdrawn: (event) => this.lost(event),
    ...alike(['DriverArrived', 'TripStarted'], (event) => {
      const { tripId } = event.data;
      const other = this.rides.attend(tripId);
      const fault = other && `its driver is with ${tripId} and with ${other}`;
      this.audit.verdicts.judge('one-ride-at-a-time', event, fault);
    }),
    ...alike([...TRIP_OVER, 'TripCorrected', 'DriverUnassigned'], ({ data }) =>
      this.rides.over(data.tripId),
    ),
  };

  atEnd(end: LogEnd): void {
    for (const [offerId, acceptance] of this.open) this.judgeLast(offerId, acceptance, end);
  }

  private committed(
    event: RecordedEventOf<'DriverCommitted' | 'NextTripQueued'>,
    isQueued: boolean,
  ): void {
    const acceptance = this.open.get(event.data.offerId);
    if (!acceptance) return;
    const atMs = recordedMs(event);
    acceptance.committedMs = atMs;
    acceptance.isQueued = isQueued;
    this.acceptedToCommitted.add(atMs - acceptance.acceptedMs);
    this.audit.verdicts.checked('committed-is-assigned-or-freed');
    if (acceptance.assignedMs === undefined) return;
    this.judgeDelay(event, acceptance.assignedMs, atMs);
    this.forget(event.data.offerId);
  }

  private assigned(event: RecordedEventOf<'DriverAssigned'>): void {
    const { offerId } = event.data;
    const acceptance = this.open.get(offerId);
    if (!acceptance) {
      if (!this.audit.partial) this.assignedWithoutSearch += 1;
      return;
    }
    const { committedMs, isFreed } = acceptance;
    const atMs = recordedMs(event);
    acceptance.assignedMs = atMs;
    this.judgeRides(event, acceptance);
    const fault = isFreed ? `${offerId}: its driver had been freed before` : undefined;
    this.audit.verdicts.judge('assigned-is-committed', event, fault);
    if (committedMs === undefined) return;
    this.committedToAssigned.add(atMs - committedMs);
    this.judgeDelay(event, committedMs, atMs);
    this.forget(offerId);
  }

  private judgeRides(
    event: RecordedEventOf<'DriverAssigned'>,
    { tripId, driverId, isQueued = false }: Acceptance,
  ): void {
    const other = this.rides.begin(driverId, tripId, isQueued);
    const fault = other && `${driverId} has ${other} and ${tripId}`;
    this.audit.verdicts.judge('one-trip-per-driver', event, fault);
  }

  private judgeDelay(place: Place, fromMs: number, toMs: number): void {
    const late = toMs - fromMs > WITHIN_MS ? `it took ${toMs - fromMs} ms` : undefined;
    this.audit.verdicts.judge('assigned-within-2s', place, late);
  }

  private freed({ driverId, tripId }: { driverId: string; tripId: string }): void {
    for (const offerId of this.byDriver.get(driverId) ?? []) {
      const acceptance = this.open.get(offerId);
      if (acceptance?.tripId !== tripId || acceptance.committedMs === undefined) continue;
      acceptance.isFreed = true;
      if (acceptance.turnedAwayMs !== undefined) this.forget(offerId);
    }
  }

  private lost(event: RecordedEventOf<'OfferWithdrawn'>): void {
    const { offerId, why } = event.data;
    const acceptance = this.open.get(offerId);
    if (why !== 'DRIVER_LOST' || !acceptance) return;
    if (acceptance.committedMs !== undefined) {
      const what = `${offerId} was given up although its driver was committed`;
      this.audit.verdicts.found('every-acceptance-ends', event, what);
    }
    this.forget(offerId);
  }

  private forget(offerId: string): void {
    const driverId = this.open.get(offerId)?.driverId ?? '';
    this.open.delete(offerId);
    const others = this.byDriver.get(driverId);
    others?.delete(offerId);
    if (others?.size === 0) this.byDriver.delete(driverId);
  }

  private judgeLast(offerId: string, acceptance: Acceptance, { atMs }: LogEnd): void {
    if (acceptance.isFreed) return;
    const { acceptedMs, committedMs, assignedMs, turnedAwayMs, place } = acceptance;
    const [invariant, what] = unfinished(acceptance);
    const since = Math.max(acceptedMs, committedMs ?? 0, assignedMs ?? 0, turnedAwayMs ?? 0);
    const { verdicts } = this.audit;
    if (atMs - since <= WITHIN_MS) verdicts.open(invariant);
    else verdicts.found(invariant, place, `${offerId}: ${what}`);
  }
}
