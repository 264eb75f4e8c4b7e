import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';

/** What this process counts. Whoever has something to count registers it here; `/metrics` shows all of it. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  /** Memory, event loop and garbage collection, once for a process that serves `/metrics`. */
  countProcess(): void {
    collectDefaultMetrics({ register: this.registry });
  }
}
