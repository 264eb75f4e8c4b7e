import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Watchdog, type Watched } from '../read/engine/live/watchdog';
import { Metrics } from '../shared/metrics/metrics';

/** One look serves all gauges of a scrape. */
const LOOK_HOLDS_MS = 500;

const GAUGES: readonly (readonly [name: string, help: string, of: (seen: Watched) => number])[] = [
  ['lag_events', 'Events that the read model does not reflect yet', ({ lag }) => lag.events],
  ['lag_seconds', 'Since the first of those was recorded', ({ lag }) => lag.seconds],
  ['dead_letters', 'Events that wait for an operator', ({ deadLetters }) => deadLetters],
  ['ready', '1 while it is level with the log or will be by itself', ({ ready }) => Number(ready)],
];

/** How the read models are, looked up whenever somebody asks; nothing is told while a store is away. */
@Injectable()
export class ReadModelMetrics {
  private latest: { readonly seen: Promise<readonly Watched[]>; readonly at: number } | undefined;

  constructor(
    { registry }: Metrics,
    private readonly watchdog: Watchdog,
  ) {
    const look = () => this.look();
    for (const [name, help, of] of GAUGES) {
      new Gauge({
        name: `hailstream_read_model_${name}`,
        ...{ help, labelNames: ['read_model'], registers: [registry] },
        async collect() {
          this.reset();
          for (const each of await look()) this.set({ read_model: each.readModel }, of(each));
        },
      });
    }
  }

  private look(): Promise<readonly Watched[]> {
    const now = performance.now();
    if (!this.latest || now - this.latest.at > LOOK_HOLDS_MS) {
      this.latest = { seen: this.watchdog.look().catch(() => []), at: now };
    }
    return this.latest.seen;
  }
}
