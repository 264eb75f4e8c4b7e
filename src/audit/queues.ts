import { recordedMs, type Audit, type Checker } from './checker';
import type { Reactions, RecordedEventOf } from './checker';

interface Place {
  readonly zoneId: number;
  readonly rank: string;
  /** When it was recorded. */
  readonly sinceMs: number;
}

type Ranking = RecordedEventOf<'CandidatesRanked'>;
type Candidate = Ranking['data']['candidates'][number];

/** A ranking may not know yet what was recorded so shortly before it. */
const KNOWN_AFTER_MS = 2000;

/**
 * First come, first served, as far as the log alone can tell: each ranking has those of the queue in its order and before
 * all others. Who was first of them and not asked may have been held for another rider at that moment, or have been
 * refused by their own shift, of which nothing is written down.
 */
export class Queues implements Checker {
  readonly invariants = ['one-zone-per-queued-driver', 'queued-in-order'];
  /** By driver, their places by tier. */
  private readonly places = new Map<string, Map<string, Place>>();

  constructor(private readonly audit: Audit) {}

  readonly on: Reactions = {
    ZoneQueueJoined: (event) => {
      const { driverId, zoneId } = event.data;
      const other = [...(this.places.get(driverId)?.values() ?? [])].find(
        (each) => each.zoneId !== zoneId,
      );
      const fault = other && `${driverId} waits in the zones ${other.zoneId} and ${zoneId}`;
      this.audit.verdicts.judge('one-zone-per-queued-driver', event, fault);
      this.put(event);
    },
    ZoneQueueLeft: ({ data }) => this.remove(data),
    ZoneQueuePromoted: ({ data }) => this.remove(data),
    ZoneQueuePriorityGranted: (event) => {
      const { driverId, tier } = event.data;
      if (this.places.get(driverId)?.has(tier)) this.put(event);
    },
    CandidatesRanked: (event) => {
      const { candidates } = event.data;
      if (!candidates.some(isQueued)) return;
      const fault = notFirst(candidates) ?? this.outOfOrder(event);
      this.audit.verdicts.judge('queued-in-order', event, fault);
    },
  };

  private put(event: RecordedEventOf<'ZoneQueueJoined' | 'ZoneQueuePriorityGranted'>): void {
    const { driverId, zoneId, tier, rank } = event.data;
    const places = this.places.get(driverId) ?? new Map<string, Place>();
    this.places.set(driverId, places.set(tier, { zoneId, rank, sinceMs: recordedMs(event) }));
  }

  private remove({ driverId, tier }: { readonly driverId: string; readonly tier: string }): void {
    const places = this.places.get(driverId);
    places?.delete(tier);
    if (places?.size === 0) this.places.delete(driverId);
  }

  private outOfOrder({ data }: Ranking): string | undefined {
    const { market, snapshotAt, candidates } = data;
    const knownMs = Date.parse(snapshotAt) - KNOWN_AFTER_MS;
    const known = candidates.filter(isQueued).flatMap(({ driverId }) => {
      const place = this.places.get(driverId)?.get(market.product);
      const isKnown = place?.zoneId === market.zoneId && place.sinceMs <= knownMs;
      return place && isKnown ? [{ driverId, rank: place.rank }] : [];
    });
    for (const [index, { driverId, rank }] of known.entries()) {
      const before = known[index - 1];
      if (before && before.rank > rank) return `${driverId} stands before ${before.driverId}`;
    }
    return undefined;
  }
}

const isQueued = ({ parts }: Candidate) => 'queuePlace' in parts;

function notFirst(candidates: readonly Candidate[]): string | undefined {
  const other = candidates.findIndex((each) => !isQueued(each));
  const behind = other < 0 ? undefined : candidates.slice(other).find(isQueued);
  return behind && `${behind.driverId} waits in the queue, ranked behind others`;
}
