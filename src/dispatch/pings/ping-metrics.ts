import { Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { Metrics } from '../../shared/metrics/metrics';
import { PingDoor } from './ping-door';
import { Recorder } from './recorder';
import { Uplink } from './uplink';

/** What this process took in of pings, and what became of it. */
@Injectable()
export class PingMetrics {
  constructor({ registry }: Metrics, door: PingDoor, recorder: Recorder, uplink: Uplink) {
    const registers = [registry];
    new Counter({
      ...{ name: 'hailstream_pings_total', help: 'Points by outcome', registers },
      labelNames: ['outcome'],
      collect() {
        this.reset();
        for (const [outcome, points] of door.counts) this.inc({ outcome }, points);
      },
    });
    new Gauge({
      ...{ name: 'hailstream_pings_waiting', help: 'Places not in the database yet', registers },
      collect() {
        this.set(recorder.waiting);
      },
    });
    new Counter({
      ...{ name: 'hailstream_pings_lost_total', help: 'Places never written', registers },
      collect() {
        this.reset();
        this.inc(recorder.lost);
      },
    });
    new Gauge({
      ...{ name: 'hailstream_uplinks', help: 'Lines of drivers that are open', registers },
      collect() {
        this.set(uplink.open);
      },
    });
  }
}
