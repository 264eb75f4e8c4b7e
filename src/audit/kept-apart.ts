import type { Audit, Checker, Reactions, RecordedEventOf } from './checker';

/** A tick that was being decided meanwhile may not have known. */
const KNOWN_AFTER_MS = 2000;
const INVARIANT = 'kept-apart-are-not-matched';

interface Block {
  readonly atMs: number;
  readonly until: string | null;
}

/** No driver is asked to drive a rider from whom they are kept apart. */
export class KeptApart implements Checker {
  readonly invariants = [INVARIANT];
  private readonly blocks = new Map<string, Block>();
  /** By search, while it goes on. */
  private readonly riders = new Map<string, string>();

  constructor(private readonly audit: Audit) {}

  readonly on: Reactions = {
    PairBlocked: ({ data: { driverId, riderId, at, until } }) => {
      this.blocks.set(pair(driverId, riderId), { atMs: Date.parse(at), until });
    },
    PairUnblocked: ({ data: { driverId, riderId } }) => {
      this.blocks.delete(pair(driverId, riderId));
    },
    DispatchOpened: ({ stream, data: { riderId } }) => void this.riders.set(stream, riderId),
    DispatchExhausted: ({ stream }) => void this.riders.delete(stream),
    DispatchWithdrawn: ({ stream }) => void this.riders.delete(stream),
    OfferExtended: (event) => this.extended(event),
  };

  private extended(event: RecordedEventOf<'OfferExtended'>): void {
    const { offerId, driverId, extendedAt } = event.data;
    const riderId = this.riders.get(event.stream);
    if (riderId === undefined) return;
    const block = this.blocks.get(pair(driverId, riderId));
    const isBlocked =
      block &&
      Date.parse(extendedAt) - block.atMs > KNOWN_AFTER_MS &&
      (block.until === null || block.until > extendedAt);
    const fault = `${offerId} asks ${driverId}, who is kept apart from ${riderId}`;
    this.audit.verdicts.judge(INVARIANT, event, isBlocked ? fault : undefined);
  }
}

const pair = (driverId: string, riderId: string) => `${driverId} ${riderId}`;
