import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram } from 'prom-client';
import { Metrics } from '../../shared/metrics/metrics';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5];

/** What a leader's ticks come to. */
@Injectable()
export class DispatchMetrics {
  readonly tickS: Histogram;
  readonly offersS: Histogram;
  readonly open: Gauge;
  readonly free: Gauge;
  readonly leads: Gauge;
  readonly skipped: Counter;
  readonly modes: Counter;
  readonly orphans: Counter;

  constructor({ registry }: Metrics) {
    const labels = { labelNames: ['region'], registers: [registry] };
    const name = (what: string) => `hailstream_dispatch_${what}`;
    this.tickS = new Histogram({
      name: name('tick_seconds'),
      help: 'To decide whom to ask, for a whole region',
      ...{ ...labels, buckets: SECONDS },
    });
    this.offersS = new Histogram({
      name: name('offers_seconds'),
      help: 'To carry out what a tick has decided',
      ...{ ...labels, buckets: SECONDS },
    });
    this.open = new Gauge({
      name: name('open_searches'),
      help: 'Searches in which nobody is being asked',
      ...labels,
    });
    this.free = new Gauge({ name: name('free_drivers'), help: 'Who could be asked', ...labels });
    this.leads = new Gauge({
      name: name('leads'),
      help: '1 while this process matches the region',
      ...labels,
    });
    this.skipped = new Counter({
      name: name('ticks_skipped_total'),
      help: 'Ticks without a decision, since the city was not level with the log',
      ...labels,
    });
    this.modes = new Counter({
      name: name('ticks_total'),
      help: 'Ticks by how they were decided',
      ...{ labelNames: ['region', 'mode'], registers: [registry] },
    });
    this.orphans = new Counter({
      name: name('orphans_total'),
      help: 'Drivers found held for an offer that was never made',
      ...labels,
    });
  }
}
