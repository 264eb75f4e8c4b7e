import type { DriverEventOf } from '../../../../shared/events/driver.events';
import {
  DOCUMENT_KINDS,
  type DocumentKind,
  type StandingRung,
} from '../../../../shared/events/driver.shapes';
import type { NoticeDays } from '../../../../shared/kernel/expiry';
import type { DriverId } from '../../../../shared/kernel/ids';
import type { Instant } from '../../../../shared/kernel/time';

/** One kind of paper: what was shown last, and until when something that was verified holds. */
export interface Paper {
  readonly shown: 'submitted' | 'rejected' | 'verified';
  readonly validUntil: Instant | null;
  /** The last notice that it runs out. */
  readonly noticed: NoticeDays | null;
}

export interface Standing {
  readonly rung: StandingRung;
  readonly since: Instant | null;
  readonly blockedTiers: readonly string[];
  readonly until: Instant | null;
}

interface Known {
  readonly driverId: DriverId;
  readonly cityId: string;
  readonly papers: Readonly<Partial<Record<DocumentKind, Paper>>>;
  readonly standing: Standing;
  readonly blockedRiders: Readonly<Record<string, { readonly until: Instant | null }>>;
}

interface Applied extends Known {
  readonly status: 'Applied';
}
interface DocumentsPending extends Known {
  readonly status: 'DocumentsPending';
}
interface UnderReview extends Known {
  readonly status: 'UnderReview';
}
interface Active extends Known {
  readonly status: 'Active';
}
interface Suspended extends Known {
  readonly status: 'Suspended';
  readonly suspension: Pick<DriverEventOf<'DriverSuspended'>['data'], 'until' | 'reviewable'> & {
    readonly reviewRequested: boolean;
  };
}
interface Deactivated extends Known {
  readonly status: 'Deactivated';
}

export type KnownDriver =
  Applied | DocumentsPending | UnderReview | Active | Suspended | Deactivated;
export type Driver = { readonly status: 'Unknown' } | KnownDriver;
export type DriverStatus = Driver['status'];
export type In<S extends DriverStatus> = Extract<Driver, { status: S }>;

export const unknown: Driver = { status: 'Unknown' };

/** The facts that every event repeats, so that a reader needs no other event. */
export function factsOf({ driverId, cityId }: KnownDriver, at: Instant) {
  return { driverId, cityId, at };
}

/** What stays known of a driver when they leave their present state behind. */
export function knownPartOf({
  driverId,
  cityId,
  papers,
  standing,
  blockedRiders,
}: KnownDriver): Known {
  return { driverId, cityId, papers, standing, blockedRiders };
}

/** The kinds of which nothing is shown that could hold. */
export function missingPapers({ papers }: Pick<Known, 'papers'>): readonly DocumentKind[] {
  return DOCUMENT_KINDS.filter((kind) => (papers[kind]?.shown ?? 'rejected') === 'rejected');
}

/** When the first of the papers that are needed runs out; null while one was never verified. */
export function papersUntil({ papers }: Pick<Known, 'papers'>): Instant | null {
  const ends = DOCUMENT_KINDS.map((kind) => papers[kind]?.validUntil ?? null);
  return ends.reduce((first, end) =>
    first === null || end === null ? null : end < first ? end : first,
  );
}

/** Tiers that the driver may not serve at a time. */
export function blockedTiersAt(
  { standing }: Pick<Known, 'standing'>,
  at: Instant,
): readonly string[] {
  const isOver = standing.until !== null && standing.until <= at;
  return isOver ? [] : standing.blockedTiers;
}
