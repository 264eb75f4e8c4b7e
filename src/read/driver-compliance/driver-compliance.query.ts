import { Injectable } from '@nestjs/common';
import { noSuchDriver } from '../driver-access';
import type { AsOf } from '../engine/as-of/as-of';
import { Freshness } from '../engine/freshness';
import { after, pageOf, sortBy, type PageDto } from '../engine/paging';
import { withoutStamp } from '../engine/projection';
import { driverCompliance, type DriverCompliance } from './driver-compliance';

export const DRIVER_STATUSES = [
  'Applied',
  'DocumentsPending',
  'UnderReview',
  'Active',
  'Suspended',
  'Deactivated',
] as const;

const FIRST_TO_EXPIRE = { nextExpiry: 1, _id: 1 } as const;
const PAGE = 100;

export interface DriversByExpiry {
  readonly drivers: readonly DriverCompliance[];
  readonly next: string | null;
  readonly asOf: AsOf;
}

interface Asked extends PageDto {
  readonly status?: string;
  readonly expiresBefore?: string;
}

@Injectable()
export class DriverComplianceQuery {
  constructor(private readonly freshness: Freshness) {}

  async driver(
    driverId: string,
    minPosition?: string,
  ): Promise<DriverCompliance & { readonly asOf: AsOf }> {
    const { documents, asOf } = await this.freshness.open(driverCompliance, minPosition);
    const found = await documents.findOne({ _id: driverId });
    if (!found) throw noSuchDriver();
    return { ...withoutStamp(found), asOf };
  }

  async drivers(
    { status, expiresBefore, limit = PAGE, cursor }: Asked,
    minPosition?: string,
  ): Promise<DriversByExpiry> {
    const { documents, asOf } = await this.freshness.open(driverCompliance, minPosition);
    const found = await documents
      .find({
        $and: [
          status === undefined ? {} : { status },
          expiresBefore === undefined ? {} : { nextExpiry: { $lt: expiresBefore } },
          after(FIRST_TO_EXPIRE, cursor),
        ],
      })
      .sort(sortBy(FIRST_TO_EXPIRE))
      .limit(limit + 1)
      .toArray();
    const { items, next } = pageOf(FIRST_TO_EXPIRE, found, limit);
    return { drivers: items.map((driver) => withoutStamp(driver)), next, asOf };
  }
}
