import { BadRequestException } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, Matches, Max, Min } from 'class-validator';
import type { Document, Filter, Sort } from 'mongodb';
import { Optional } from '../../shared/http/fields';

/** A page of a list: at most `limit` items after the place that `cursor` names. */
export class PageDto {
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(10_000)
  @ApiProperty({ type: 'integer', example: 50, minimum: 1, maximum: 10_000 })
  readonly limit?: number;

  @Optional()
  @Matches(/^[\w-]{1,400}$/)
  @ApiProperty({ type: String, description: 'The `next` of the page before' })
  readonly cursor?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Asks for what follows; null at the end. */
  readonly next: string | null;
}

type Order = Readonly<Record<string, 1 | -1>>;

/** The order as the driver wants it. */
export const sortBy = (order: Order): Sort => ({ ...order });

/** A cursor names its place by the sort values of the last item, so that pages stay right while the list grows. */
export function after<T extends Document>(order: Order, cursor: string | undefined): Filter<T> {
  if (cursor === undefined) return {};
  const fields = Object.entries(order);
  const place = placeOf(cursor, fields.length);
  const branches = fields.map(([field, direction], index) => ({
    ...Object.fromEntries(fields.slice(0, index).map(([equal], at) => [equal, place[at]])),
    [field]: { [direction === 1 ? '$gt' : '$lt']: place[index] },
  }));
  return { $or: branches } as Filter<T>;
}

/** Splits what a query of `limit + 1` found into a page and the cursor of the next. */
export function pageOf<T extends Document>(
  order: Order,
  found: readonly T[],
  limit: number,
): Page<T> {
  const items = found.slice(0, limit);
  const last = found.length > limit ? items.at(-1) : undefined;
  if (!last) return { items, next: null };
  const place = Object.keys(order).map((field) => last[field] as unknown);
  return { items, next: Buffer.from(JSON.stringify(place)).toString('base64url') };
}

function placeOf(cursor: string, length: number): readonly unknown[] {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(place) && place.length === length && place.every(isPlain)) return place;
  } catch {
    // Not one of ours: answered below.
  }
  throw new BadRequestException('The cursor is not one that was given out');
}

/** Lists are sorted by fields that every document has: `null` compares with nothing. */
function isPlain(value: unknown): boolean {
  return ['string', 'number'].includes(typeof value);
}
