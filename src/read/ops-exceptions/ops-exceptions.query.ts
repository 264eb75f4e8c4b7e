import { Injectable } from '@nestjs/common';
import { secondsAfter, secondsBetween } from '../../shared/kernel/time';
import type { AsOf } from '../engine/as-of/as-of';
import { Freshness } from '../engine/freshness';
import { Watchdog, type Watched } from '../engine/live/watchdog';
import { opsExceptions } from './ops-exceptions';
import type { Expectation } from './ops-exceptions.document';

const MOST_SHOWN = 500;
/** A read model that is so far behind is an exception. */
const LATE_S = 5;

export interface OpsException {
  readonly kind: string;
  readonly tripId: string | null;
  readonly driverId: string | null;
  readonly readModel: string | null;
  readonly since: string | null;
  readonly overdueS: number;
  /** What to do about it. */
  readonly advice: string;
}

export interface OpsExceptions {
  /** Those of the read models first, then by how long they are overdue. */
  readonly exceptions: readonly OpsException[];
  /** There are more than are shown. */
  readonly more: boolean;
  readonly asOf: AsOf;
}

@Injectable()
export class OpsExceptionsQuery {
  constructor(
    private readonly freshness: Freshness,
    private readonly watchdog: Watchdog,
  ) {}

  async open(minPosition?: string): Promise<OpsExceptions> {
    const { documents, asOf } = await this.freshness.open(opsExceptions, minPosition);
    const now = new Date().toISOString();
    const [found, watched] = await Promise.all([
      documents
        .find({ dueAt: { $lte: now } })
        .sort({ dueAt: 1, _id: 1 })
        .limit(MOST_SHOWN + 1)
        .toArray(),
      this.watchdog.look(),
    ]);
    const overdue = found.slice(0, MOST_SHOWN).flatMap((each) => ofExpectation(each, now));
    const exceptions = [...watched.flatMap((each) => ofReadModel(each, now)), ...overdue];
    return { exceptions, more: found.length > MOST_SHOWN, asOf };
  }
}

const ADVICE: Readonly<Record<NonNullable<Expectation['kind']>, string>> = {
  ORPHAN_RESERVATION:
    'Nobody ended the hold on this driver: is a process with the role process running? Else POST /v1/drivers/{id}/shift/release',
  SEARCH_OVERDUE:
    'No driver was found and nobody gave up: are the roles process and dispatch running? Else cancel the trip',
  ASSIGNED_WITHOUT_SHIFT:
    'The trip has a driver whose shift does not hold them for it: reassign the trip, or leave it if the driver works without shifts',
  HELD_WITHOUT_TRIP:
    'The shift holds the driver for a trip that does not have them: POST /v1/drivers/{id}/shift/free',
};

function ofExpectation(
  { kind, tripId, driverId, since, dueAt }: Expectation,
  now: string,
): OpsException[] {
  if (kind === null || dueAt === null) return [];
  const overdueS = secondsBetween(dueAt, now);
  return [{ kind, tripId, driverId, readModel: null, since, overdueS, advice: ADVICE[kind] }];
}

function ofReadModel(watched: Watched, now: string): OpsException[] {
  const { readModel, lag, deadLetters, advice } = watched;
  const of = { tripId: null, driverId: null, readModel };
  const kind = kindOf(watched);
  const overdueS = Math.floor(lag.seconds);
  const since = lag.events > 0 ? secondsAfter(now, -overdueS) : null;
  const letters = `${deadLetters} events wait: hailstream dead-letters list ${readModel}`;
  return [
    ...(deadLetters > 0
      ? [{ kind: 'DEAD_LETTERS', ...of, since: null, overdueS: 0, advice: letters }]
      : []),
    ...(kind ? [{ kind, ...of, since, overdueS, advice: advice ?? CATCHING_UP }] : []),
  ];
}

function kindOf({ condition, lag }: Watched): string | undefined {
  if (condition === 'level') return undefined;
  if (condition !== 'behind') return KINDS[condition];
  return lag.seconds >= LATE_S ? 'PROJECTION_LAG' : undefined;
}

const CATCHING_UP = 'It catches up by itself; if it does not: hailstream projection status';

const KINDS = {
  frozen: 'PROJECTION_FROZEN',
  stopped: 'PROJECTION_STOPPED',
  rebuilding: 'PROJECTION_REBUILDING',
  'other code': 'PROJECTION_OUTDATED',
  'log restored': 'LOG_RESTORED',
} as const satisfies Partial<Record<Watched['condition'], string>>;
