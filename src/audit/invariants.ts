import type { RecordedCityEvent } from '../shared/events/city.events';
import type { LogEntry } from '../shared/event-store/log-entry';
import { Acceptances } from './acceptances';
import { isOfThePast, type Checker } from './checker';
import type { Distribution } from './durations';
import { Fares } from './fares';
import { KeptApart } from './kept-apart';
import { driverHistory } from './legal/driver.table';
import { LegalHistory } from './legal/legal-history';
import { searchHistory } from './legal/search.table';
import { shiftHistory } from './legal/shift.table';
import { tripHistory } from './legal/trip.table';
import { vehicleHistory } from './legal/vehicle.table';
import { zoneQueueHistory } from './legal/zone-queue.table';
import { Offers } from './offers';
import { Queues } from './queues';
import { Reservations } from './reservations';
import { Rides } from './rides';
import { Vehicles } from './vehicles';
import { Verdicts, type Count, type Finding } from './verdicts';

/** JSON-plain, for people as for programs. */
export interface InvariantsAudit {
  readonly events: number;
  /** Recorded long after they occurred: imports and replays, which no process takes up. */
  readonly ofThePast: number;
  readonly assignedWithoutSearch: number;
  readonly invariants: Readonly<Record<string, Readonly<Count>>>;
  readonly found: number;
  /** The first of what was found, in the order of the log. */
  readonly findings: readonly Finding[];
  readonly acceptedToCommittedMs: Distribution;
  readonly committedToAssignedMs: Distribution;
}

export interface AuditWhat {
  /** Only the end of the log is read: what began before is not known. */
  readonly partial?: boolean;
  readonly maxShown?: number;
}

const MOST_SHOWN = 100;

/** Holds every fact of a log against the rules of the business, in one pass. Reads only. */
export async function auditInvariants(
  log: AsyncIterable<readonly LogEntry[]>,
  what: AuditWhat = {},
): Promise<InvariantsAudit> {
  const audit = new InvariantsCheck(what);
  for await (const batch of log) {
    for (const { events } of batch) {
      for (const event of events) audit.take(event as RecordedCityEvent);
    }
  }
  return audit.end();
}

type React = (event: RecordedCityEvent) => void;

/** The same for events that come one by one. */
export class InvariantsCheck {
  private readonly verdicts: Verdicts;
  private readonly acceptances: Acceptances;
  private readonly checkers: readonly Checker[];
  private readonly reactions = new Map<string, React[]>();
  private events = 0;
  private ofThePast = 0;
  /** When the last event was recorded; such times sort as text. */
  private recordedAt = '';

  constructor({ partial = false, maxShown = MOST_SHOWN }: AuditWhat = {}) {
    this.verdicts = new Verdicts(maxShown);
    const audit = { verdicts: this.verdicts, partial };
    this.acceptances = new Acceptances(audit);
    this.checkers = [
      new LegalHistory(audit, tripHistory),
      new LegalHistory(audit, shiftHistory),
      new LegalHistory(audit, searchHistory),
      new LegalHistory(audit, driverHistory),
      new LegalHistory(audit, vehicleHistory),
      new LegalHistory(audit, zoneQueueHistory),
      ...[new Offers(audit), this.acceptances, new Reservations(audit)],
      ...[new KeptApart(audit), new Vehicles(audit), new Rides(audit), new Fares(audit)],
      new Queues(audit),
    ];
    for (const { invariants, on } of this.checkers) {
      for (const invariant of invariants) this.verdicts.expect(invariant);
      for (const [type, react] of Object.entries(on)) {
        this.reactions.set(type, [...(this.reactions.get(type) ?? []), react as React]);
      }
    }
  }

  take(event: RecordedCityEvent): void {
    this.events += 1;
    if (isOfThePast(event)) this.ofThePast += 1;
    const { recordedAt } = event.metadata;
    if (recordedAt > this.recordedAt) this.recordedAt = recordedAt;
    for (const react of this.reactions.get(event.type) ?? []) react(event);
  }

  end(): InvariantsAudit {
    const { events, ofThePast, verdicts, acceptances } = this;
    const atMs = this.recordedAt === '' ? 0 : Date.parse(this.recordedAt);
    for (const checker of this.checkers) checker.atEnd?.({ atMs });
    const { counts, findings } = verdicts;
    return {
      ...{ events, ofThePast, assignedWithoutSearch: acceptances.assignedWithoutSearch },
      invariants: Object.fromEntries(counts),
      found: [...counts.values()].reduce((sum, { broken }) => sum + broken, 0),
      findings,
      acceptedToCommittedMs: acceptances.acceptedToCommitted.distribution(),
      committedToAssignedMs: acceptances.committedToAssigned.distribution(),
    };
  }
}
