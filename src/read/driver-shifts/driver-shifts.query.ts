import { Injectable } from '@nestjs/common';
import type { AsOf } from '../engine/as-of/as-of';
import { Freshness } from '../engine/freshness';
import { after, pageOf, sortBy, type PageDto } from '../engine/paging';
import { withoutStamp } from '../engine/projection';
import { driverShifts } from './driver-shifts';
import type { DriverShift } from './driver-shifts.document';
import { spentIn, Supply, type PhaseSeconds, type SupplyRow } from './supply';

const LATEST_FIRST = { startedAt: -1, _id: -1 } as const;
const PAGE = 50;

export type ShownShift = DriverShift & { readonly seconds: PhaseSeconds };

export interface ShiftsOfDriver {
  readonly shifts: readonly ShownShift[];
  readonly next: string | null;
  readonly asOf: AsOf;
}

export interface SupplyOfCity {
  readonly rows: readonly SupplyRow[];
  readonly asOf: AsOf;
}

/** Instants; `to` is excluded. */
interface Range {
  readonly city: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
  /** Only drivers who may serve it. */
  readonly tier?: string;
}

@Injectable()
export class DriverShiftsQuery {
  constructor(private readonly freshness: Freshness) {}

  async shiftsOf(driverId: string, asked: PageDto, minPosition?: string): Promise<ShiftsOfDriver> {
    const { limit = PAGE, cursor } = asked;
    const { documents, asOf } = await this.freshness.open(driverShifts, minPosition);
    const found = await documents
      .find({ driverId, ...after(LATEST_FIRST, cursor) })
      .sort(sortBy(LATEST_FIRST))
      .limit(limit + 1)
      .toArray();
    const { items, next } = pageOf(LATEST_FIRST, found, limit);
    const now = Date.now();
    const shifts = items.map((each) => {
      const shift = withoutStamp(each);
      return { ...shift, seconds: spentIn(shift, now) };
    });
    return { shifts, next, asOf };
  }

  async supply(range: Range, minPosition?: string): Promise<SupplyOfCity> {
    const { city: cityId, fromMs, toMs, tier } = range;
    const { documents, asOf } = await this.freshness.open(driverShifts, minPosition);
    const supply = new Supply(range);
    const overlapping = documents.find({
      ...{ cityId, startedAt: { $lt: new Date(toMs).toISOString() } },
      $or: [{ endedAt: null }, { endedAt: { $gt: new Date(fromMs).toISOString() } }],
      ...(tier === undefined ? {} : { tiers: tier }),
    });
    const now = Date.now();
    for await (const shift of overlapping) supply.add(shift, now);
    return { rows: supply.shown(), asOf };
  }
}
