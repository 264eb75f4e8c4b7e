import type { EventSourceMessage } from 'eventsource-parser';
import { OFFLINE, type DriverView, type ShownOffer } from './views';

type Change = (view: DriverView, data: never) => DriverView;

const whole: Change = (_, view: DriverView) => view;

/** What each message means on the screen. */
const CHANGES: Readonly<Record<string, Change>> = {
  snapshot: whole,
  shift: whole,
  offer: (view, currentOffer: ShownOffer) => ({ ...view, currentOffer }),
  'offer-gone': (view, { offerId }: ShownOffer) =>
    view.currentOffer?.offerId === offerId ? { ...view, currentOffer: null } : view,
};

interface ToldOfTrip {
  readonly tripId: string;
  readonly because: string;
}

/** A driver's screen, folded from what the platform sends. */
export class DriverScreen {
  view: DriverView = OFFLINE;
  /** The last that was said of a trip of theirs. */
  trip: ToldOfTrip | undefined;
  private lastId: string | undefined;

  /** Up to where in the log the screen is; undefined before the first message. */
  get position(): string | undefined {
    return this.lastId?.split('/').slice(0, 2).join('/');
  }

  /** @returns whether there is anything new on it */
  take({ event = '', id, data }: EventSourceMessage): boolean {
    if (id !== undefined) this.lastId = id;
    const change = CHANGES[event];
    if (change) this.view = change(this.view, JSON.parse(data) as never);
    else if (event === 'trip') this.trip = JSON.parse(data) as ToldOfTrip;
    return change !== undefined || event === 'trip';
  }

  /** Whether it shows what had happened by then. @param position of the log */
  shows(position: string): boolean {
    return this.lastId !== undefined && this.lastId >= position;
  }
}
