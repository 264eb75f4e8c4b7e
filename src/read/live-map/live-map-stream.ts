import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Freshness } from '../engine/freshness';
import type { Line } from '../engine/stream/line';
import { Lines, outpaced } from '../engine/stream/lines';
import { behind, LogWatch } from '../engine/stream/log-watch';
import type { Resolution } from './drawn';
import { DriverPositions } from './driver-positions';
import { liveMap } from './live-map';
import { MapBoard } from './map-board';

const TRIES = 3;

/** Cities on screens: one board for each that somebody looks at, however many look. */
@Injectable()
export class LiveMapStream implements BeforeApplicationShutdown {
  private readonly boards = new Map<string, Promise<MapBoard>>();

  constructor(
    private readonly freshness: Freshness,
    private readonly watch: LogWatch,
    private readonly lines: Lines,
    private readonly positions: DriverPositions,
  ) {}

  /** @throws ProblemException 503; 202 when the read model is too far behind */
  async open(cityId: string, resolution: Resolution): Promise<Line> {
    this.lines.expectRoom();
    const opening = this.boards.get(cityId) ?? this.opened(cityId);
    const board = await opening;
    // Meanwhile the last one who looked may have gone, and the board with them.
    if (this.boards.get(cityId) !== opening) return this.open(cityId, resolution);
    const line = this.lines.line(() => undefined);
    board.show({ line, resolution }, () => {
      board.close();
      this.boards.delete(cityId);
    });
    return line;
  }

  async beforeApplicationShutdown(): Promise<void> {
    const open = await Promise.allSettled(this.boards.values());
    for (const each of open) if (each.status === 'fulfilled') each.value.close();
  }

  private opened(cityId: string): Promise<MapBoard> {
    const opening = this.filled(cityId);
    this.boards.set(cityId, opening);
    opening.catch(() => this.boards.delete(cityId));
    return opening;
  }

  private async filled(cityId: string): Promise<MapBoard> {
    const sightings = await this.positions.since(new Date(0));
    let minPosition: string | undefined;
    for (let left = TRIES; left > 0; left--) {
      const { documents, asOf } = await this.freshness.open(liveMap, minPosition);
      const found = await documents.find({ cityId }).toArray();
      const position = asOf.position ?? '';
      this.watch.beginAt(position);
      const place = behind(position);
      // From here on nothing may come between what is remembered and what is listened to.
      const missed = this.watch.since(place);
      if (missed) {
        const board = new MapBoard(cityId, found, place, this.positions, sightings);
        const listener = this.watch.join(
          (told) => board.take(told),
          () => board.cut('INTERNAL'),
        );
        board.follow(missed, listener);
        return board;
      }
      minPosition = this.watch.remembersFrom;
    }
    throw outpaced();
  }
}
