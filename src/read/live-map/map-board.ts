import type { Documents } from '../engine/fold';
import { foldEvent, keysIn } from '../engine/fold';
import { isGone, type Stamped } from '../engine/projection';
import { EVERYTHING, type Listener, type Told } from '../engine/stream/audience';
import type { Ending, Line, Message } from '../engine/stream/line';
import { drawn, RESOLUTIONS, type DrawnMap, type Resolution } from './drawn';
import type { DriverPosition, DriverPositions } from './driver-positions';
import { liveMap } from './live-map';
import type { OnMap } from './live-map.document';
import { changesBetween } from './map-changes';

const DRAWN_EVERY_MS = 1000;
/** The clocks of the process that writes positions and of this one agree within so long. */
const OVERLAP_MS = 2000;
/** So many seconds without an answer about where drivers are, and those who look are told. */
const MOST_MISSED = 10;

interface Watcher {
  readonly line: Line;
  readonly resolution: Resolution;
}

/** A city's map in memory for as long as somebody looks at it: drawn once a second for all of them. */
export class MapBoard {
  private readonly documents: Documents<OnMap> = new Map();
  private readonly last = new Map<Resolution, DrawnMap>();
  private readonly watchers = new Set<Watcher>();
  private lookedAt = Date.now();
  private missed = 0;
  private listener: Listener | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** @param place everything up to there is in the documents */
  constructor(
    private readonly cityId: string,
    documents: readonly Stamped<OnMap>[],
    private place: string,
    private readonly sightings: DriverPositions,
    private readonly positions: Map<string, DriverPosition>,
  ) {
    for (const each of documents) this.documents.set(each._id, each);
  }

  /** What was remembered since, and from now on everything. */
  follow(missed: readonly Told[], listener: Listener): void {
    for (const told of missed) this.take(told);
    listener.listenTo(EVERYTHING);
    this.listener = listener;
    let isDrawing = false;
    this.timer = setInterval(() => {
      if (isDrawing) return;
      isDrawing = true;
      void this.round().finally(() => (isDrawing = false));
    }, DRAWN_EVERY_MS);
  }

  close(): void {
    clearInterval(this.timer);
    this.listener?.leave();
  }

  take({ place, event }: Told): void {
    for (const key of keysIn(liveMap, event)) {
      foldEvent(liveMap, this.documents, event, key, place);
      const kept = this.documents.get(key);
      if (kept && (isGone(kept) || kept.cityId !== this.cityId)) this.documents.delete(key);
    }
    this.place = place;
  }

  /** Where drivers are by now. @throws what MongoDB throws */
  private async look(): Promise<void> {
    const since = new Date(this.lookedAt - OVERLAP_MS);
    const now = Date.now();
    const seen = await this.sightings.since(since);
    this.lookedAt = now;
    for (const [driverId, position] of seen) this.positions.set(driverId, position);
  }

  /** Shows it to one more. */
  show(watcher: Watcher, left: () => void): void {
    const { line, resolution } = watcher;
    const map = this.last.get(resolution) ?? this.draw(resolution);
    this.last.set(resolution, map);
    this.watchers.add(watcher);
    line.once('close', () => {
      this.watchers.delete(watcher);
      if (this.watchers.size === 0) left();
    });
    line.send(this.message('snapshot', { cityId: this.cityId, resolution, ...map }));
  }

  cut(why: Ending): void {
    for (const { line } of this.watchers) line.cut(why);
  }

  private async round(): Promise<void> {
    try {
      await this.look();
      this.missed = 0;
    } catch {
      this.missed += 1;
    }
    if (this.missed < MOST_MISSED) for (const each of RESOLUTIONS) this.tell(each);
    else this.cut('STORE_UNAVAILABLE');
  }

  /** Tells those who look at it so what has changed since the last time. */
  private tell(resolution: Resolution): void {
    const lines = [...this.watchers].filter((each) => each.resolution === resolution);
    const before = this.last.get(resolution);
    this.last.delete(resolution);
    if (!before || lines.length === 0) return;
    const after = this.draw(resolution);
    this.last.set(resolution, after);
    const changes = changesBetween(before, after);
    if (!changes) return;
    for (const { line } of lines) line.send(this.message('change', changes));
  }

  private draw(resolution: Resolution): DrawnMap {
    const known = [...this.documents.values()].flatMap((each) => (isGone(each) ? [] : [each]));
    return drawn(known, this.positions, resolution, new Date().toISOString());
  }

  private message(type: string, data: object): Message {
    return { type, id: this.place, data: { ...data, at: new Date().toISOString() } };
  }
}
