import { Injectable } from '@nestjs/common';
import { noSuchDriver } from '../driver-access';
import { Freshness } from '../engine/freshness';
import { withoutStamp } from '../engine/projection';
import type { Told } from '../engine/stream/audience';
import type { Line } from '../engine/stream/line';
import { Lines, outpaced } from '../engine/stream/lines';
import { behind, LogWatch } from '../engine/stream/log-watch';
import { snapshotOf } from './driver-messages';
import { driverNow } from './driver-now';
import type { DriverNow } from './driver-now.document';
import { DriverScreen } from './driver-screen';

/** What is remembered may pass a read model while it is opened, but hardly so often. */
const TRIES = 3;

/** The driver as the read model has them. */
interface Known {
  readonly driver: DriverNow;
  /** Everything up to there is reflected, */
  readonly place: string;
  /** and of the driver's own events all up to there. */
  readonly at: string;
}

/**
 * A driver's screen, live: the read model's document to begin with, then the same fold over what concerns the driver, as
 * it comes from the log. No database is asked in between, so that an offer is on its way at once.
 */
@Injectable()
export class DriverStream {
  constructor(
    private readonly freshness: Freshness,
    private readonly watch: LogWatch,
    private readonly lines: Lines,
  ) {}

  /**
   * @param seen the stamp of the last message that the client has seen
   * @throws ProblemException 404, 503; 202 when the read model is too far behind
   */
  async open(driverId: string, seen: string | undefined): Promise<Line> {
    this.lines.expectRoom();
    let minPosition: string | undefined;
    for (let left = TRIES; left > 0; left--) {
      const known = await this.known(driverId, minPosition);
      // From here on nothing may come between what is remembered and what is listened to.
      const line = this.begin(known, seen);
      if (line) return line;
      minPosition = this.watch.remembersFrom;
    }
    throw outpaced();
  }

  private async known(driverId: string, minPosition: string | undefined): Promise<Known> {
    const { documents, asOf } = await this.freshness.open(driverNow, minPosition);
    const found = await documents.findOne({ _id: driverId });
    if (!found) throw noSuchDriver();
    const position = asOf.position ?? '';
    this.watch.beginAt(position);
    const place = behind(position);
    // It is read a moment later, and may be newer than that.
    return { driver: withoutStamp(found), place, at: found._at > place ? found._at : place };
  }

  private begin(known: Known, seen: string | undefined): Line | undefined {
    const { place } = known;
    const missed = this.watch.since(place);
    if (!missed) return undefined;
    const unseen = seen === undefined ? undefined : this.watch.since(seen);
    if (seen === undefined || !unseen) return this.shown(known, missed);
    return this.shown(known, seen < place ? unseen : missed, seen);
  }

  private shown({ driver, place, at }: Known, missed: readonly Told[], seen?: string): Line {
    const listener = this.watch.join(
      (told) => screen.take(told),
      () => line.cut('INTERNAL'),
    );
    const line = this.lines.line(() => listener.leave());
    const screen = new DriverScreen(driver, at, line, listener);
    if (seen === undefined) {
      line.send({ ...snapshotOf(driver, new Date().toISOString()), id: place });
    } else line.beat();
    screen.catchUp(missed, seen ?? place);
    return line;
  }
}
