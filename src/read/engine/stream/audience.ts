import type { RecordedCityEvent } from '../../../shared/events/city.events';

/** Whom an event concerns: `driver/bob`, `trip/t-1`. */
type Topic = string;
/** For those who want every event. */
export const EVERYTHING: Topic = '*';
export const driverTopic = (driverId: string): Topic => `driver/${driverId}`;
export const tripTopic = (tripId: string): Topic => `trip/${tripId}`;

export interface Told {
  /** Where it stands, its part included, as text in the order of the log. */
  readonly place: string;
  readonly event: RecordedCityEvent;
}

type Take = (told: Told) => void;

function topicsOf({ data }: RecordedCityEvent): readonly Topic[] {
  const { driverId, tripId } = data as { readonly driverId?: string; readonly tripId?: string };
  return [
    EVERYTHING,
    ...(driverId === undefined ? [] : [driverTopic(driverId)]),
    ...(tripId === undefined ? [] : [tripTopic(tripId)]),
  ];
}

/** Somebody who listens. What they listen to may change with every event that they are told. */
export class Listener {
  private topics: ReadonlySet<Topic> = new Set();
  private isGone = false;

  constructor(
    private readonly seats: Map<Topic, Set<Listener>>,
    private readonly take: Take,
    private readonly broken: (error: unknown) => void,
  ) {}

  /** Whoever cannot take an event is told so and hears no more: the others are no worse for it. */
  tell(told: Told): void {
    try {
      this.take(told);
    } catch (error) {
      this.leave();
      this.broken(error);
    }
  }

  listenTo(...topics: readonly Topic[]): void {
    if (this.isGone) return;
    const wanted = new Set(topics);
    for (const topic of this.topics) if (!wanted.has(topic)) this.stand(topic);
    for (const topic of wanted) {
      const seats = this.seats.get(topic) ?? new Set();
      this.seats.set(topic, seats.add(this));
    }
    this.topics = wanted;
  }

  /** For good. */
  leave(): void {
    this.listenTo();
    this.isGone = true;
  }

  hears(event: RecordedCityEvent): boolean {
    return topicsOf(event).some((topic) => this.topics.has(topic));
  }

  private stand(topic: Topic): void {
    const seats = this.seats.get(topic);
    seats?.delete(this);
    if (seats?.size === 0) this.seats.delete(topic);
  }
}

/** Those who listen, by what they listen to: an event costs as much as those whom it concerns, however many others there are. */
export class Audience {
  private readonly seats = new Map<Topic, Set<Listener>>();

  /** Hears nothing until it says what it listens to. */
  join(take: Take, broken: (error: unknown) => void): Listener {
    return new Listener(this.seats, take, broken);
  }

  tell(told: Told): void {
    const concerned = new Set<Listener>();
    for (const topic of topicsOf(told.event)) {
      for (const listener of this.seats.get(topic) ?? []) concerned.add(listener);
    }
    for (const listener of concerned) listener.tell(told);
  }
}
