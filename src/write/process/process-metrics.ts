import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Metrics } from '../../shared/metrics/metrics';
import { TimerClock } from './timer-clock';
import { Troubles } from './troubles';

/** How the processes are, looked up whenever somebody asks. */
@Injectable()
export class ProcessMetrics {
  constructor({ registry }: Metrics, timers: TimerClock, troubles: Troubles) {
    const registers = [registry];
    new Gauge({
      name: 'hailstream_timers_in_memory',
      help: 'Timers due soon; all others are listed in the log only',
      registers,
      collect() {
        this.set(timers.held);
      },
    });
    new Gauge({
      name: 'hailstream_process_troubles',
      help: 'Processes that are quarantined or stuck',
      registers,
      collect() {
        this.set(troubles.all.length);
      },
    });
  }
}
