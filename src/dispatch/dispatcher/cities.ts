import { dropEldest } from '../../shared/drop-eldest';
import type { DomainEvent, Recorded } from '../../shared/events/event';
import type { GeoPoint } from '../../shared/kernel/geo-point';
import type { DriverId, TripId } from '../../shared/kernel/ids';
import { City } from '../city/city';
import { inform } from '../city/inform';
import type { Sighting } from '../supply/sightings';

/** What the commands of a search follow from, for whoever traces a trip. */
export interface Story {
  readonly correlationId: string;
  readonly causationId: string;
}

/** Places of drivers who are not on shift as far as the log was read: they may be the next moment. */
const MOST_WAITING = 100_000;
const SEARCH_ENDS = new Set(['DispatchExhausted', 'DispatchWithdrawn', 'DriverAssigned']);

/** Every city that the log speaks of, as it is folded so far. */
export class Cities {
  private readonly cities = new Map<string, City>();
  private readonly lastSeen = new Map<DriverId, GeoPoint>();
  private readonly stories = new Map<TripId, Story>();

  /** @param found is told of each city when it is first heard of */
  constructor(private readonly found: (cityId: string, city: City) => void = () => undefined) {}

  take(event: Recorded<DomainEvent>): void {
    const { type, metadata } = event;
    if (metadata.cityId === '') return;
    const city = this.of(metadata.cityId);
    inform(city, event);
    if (type === 'ShiftStarted') this.place(city, event.data as { readonly driverId: DriverId });
    this.tell(event);
  }

  see({ driverId, at }: Sighting): void {
    this.lastSeen.delete(driverId);
    this.lastSeen.set(driverId, at);
    dropEldest(this.lastSeen, MOST_WAITING);
    for (const city of this.cities.values()) city.seen(driverId, at);
  }

  /** Undefined of a search that has ended, or that nobody has heard of. */
  storyOf(tripId: TripId): Story | undefined {
    return this.stories.get(tripId);
  }

  private of(cityId: string): City {
    const known = this.cities.get(cityId);
    if (known) return known;
    const city = new City();
    this.cities.set(cityId, city);
    this.found(cityId, city);
    return city;
  }

  /** Who begins may have been heard of before the log could say so. */
  private place(city: City, { driverId }: { readonly driverId: DriverId }): void {
    const at = this.lastSeen.get(driverId);
    if (at) city.seen(driverId, at);
  }

  private tell({ type, data, id, metadata: { correlationId } }: Recorded<DomainEvent>): void {
    const { tripId } = data as { readonly tripId?: TripId };
    if (tripId === undefined) return;
    if (type === 'DispatchOpened') this.stories.set(tripId, { correlationId, causationId: id });
    if (SEARCH_ENDS.has(type)) this.stories.delete(tripId);
  }
}
