import type { RecordedCityEvent } from '../../shared/events/city.events';
import { keysIn } from '../engine/fold';
import type { Projection } from '../engine/projection';
import { driverTopic, tripTopic, type Listener, type Told } from '../engine/stream/audience';
import type { Line } from '../engine/stream/line';
import { driverNow } from './driver-now';
import { messageOf } from './driver-messages';
import type { DriverNow } from './driver-now.document';

const projection: Projection<DriverNow> = driverNow;

/** One driver’s screen: what it shows, folded on from each event that concerns it. */
export class DriverScreen {
  /** @param at the stamp of the last event that the document reflects */
  constructor(
    private driver: DriverNow,
    private readonly at: string,
    private readonly line: Line,
    private readonly listener: Listener,
  ) {
    this.listen();
  }

  /**
   * What was remembered, as far as it concerns the driver.
   * @param seen the client knows everything up to there
   */
  catchUp(remembered: readonly Told[], seen: string): void {
    for (const told of remembered) {
      if (this.listener.hears(told.event)) this.take(told, told.place > seen);
    }
  }

  take({ place, event }: Told, isNews = true): void {
    if (place > this.at) this.fold(event);
    this.listen(event);
    const said = isNews ? messageOf(event, this.driver, new Date().toISOString()) : undefined;
    if (said) this.line.send({ ...said, id: place });
  }

  private fold(event: RecordedCityEvent): void {
    const { driverId } = this.driver;
    if (!keysIn(projection, event).includes(driverId)) return;
    this.driver = projection.evolve(this.driver, event, driverId) ?? this.driver;
  }

  /** To the driver, to the trips that are theirs, and to the one that was theirs at this event. */
  private listen(event?: RecordedCityEvent): void {
    const { driverId, currentTrip, queuedTrip } = this.driver;
    const now = event?.data as { readonly driverId?: string; readonly tripId?: string } | undefined;
    const then = now?.driverId === driverId ? now.tripId : undefined;
    const trips = [currentTrip, queuedTrip, then].filter((trip) => typeof trip === 'string');
    this.listener.listenTo(driverTopic(driverId), ...trips.map(tripTopic));
  }
}
