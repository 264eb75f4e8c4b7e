import { Counter, Histogram } from 'prom-client';
import type { Metrics } from '../shared/metrics/metrics';

/** Where the state came from that a command was decided on; `none`: it began a stream, unseen. */
type Source = 'none' | 'remembered' | 'snapshot' | 'read';

/** What loading costs: how often a command's state was still known, and how much was folded when it was not. */
export class CommandMetrics {
  private readonly states: Counter;
  private readonly folded: Histogram;
  private readonly lostRaces: Counter;

  constructor({ registry }: Metrics) {
    const registers = [registry];
    const labelNames = ['category'];
    this.states = new Counter({
      name: 'hailstream_command_states_total',
      help: 'Commands decided, by where the state came from: none, remembered, snapshot or read',
      ...{ labelNames: ['category', 'source'], registers },
    });
    this.folded = new Histogram({
      name: 'hailstream_command_events_folded',
      help: 'Stored events folded for one command',
      ...{ labelNames, registers, buckets: [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] },
    });
    this.lostRaces = new Counter({
      name: 'hailstream_command_lost_races_total',
      help: 'Appends refused because somebody else was faster; each was decided again',
      ...{ labelNames, registers },
    });
  }

  decided(category: string, source: Source, events: number): void {
    this.states.inc({ category, source });
    this.folded.observe({ category }, events);
  }

  lostRace(category: string): void {
    this.lostRaces.inc({ category });
  }
}
