import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Percentiles } from '../src/replay/latencies';

/** Real commands over HTTP for so many seconds, each trip's one after the other, so many trips at once. */
export interface CommandLoad {
  readonly kind: 'commands';
  readonly url: string;
  readonly token: string;
  /** Another seed plays other trips, so that no command is a repeat. */
  readonly seed: number;
  readonly inFlight: number;
  readonly seconds: number;
  /** It ends with so many commands, if the seconds are not over before. */
  readonly commands?: number;
  /** Commands a second; as many as are answered without. */
  readonly pace?: number;
}

/** The events that the commands since `from` have appended, appended again by the bare client, to other streams. */
export interface AppendLoad {
  readonly kind: 'appends';
  readonly eventStoreUrl: string;
  readonly from: { readonly commit: bigint; readonly prepare: bigint } | undefined;
  readonly inFlight: number;
}

/** Commands at a pace, whose events are waited for in the read models: `p50` and `p99` are how long that took. */
export interface LagLoad extends Omit<CommandLoad, 'kind'>, Omit<AppendLoad, 'kind'> {
  readonly kind: 'lag';
  readonly mongoUrl: string;
}

/** Places of drivers over HTTP, `batch` points in a request, for so many seconds. */
export interface PingLoad {
  readonly kind: 'pings';
  readonly url: string;
  /** Of the role `system`. */
  readonly token: string;
  readonly batch: number;
  readonly inFlight: number;
  readonly seconds: number;
}

/** `pace` pings a second over so many lines that stay open: `p50` and `p99` are how long acknowledgements take. */
export interface UplinkLoad extends Pick<PingLoad, 'url' | 'token' | 'seconds'> {
  readonly kind: 'uplink';
  readonly lines: number;
  readonly pace: number;
}

export type Load = CommandLoad | AppendLoad | LagLoad | PingLoad | UplinkLoad;

export interface Loaded extends Percentiles {
  /** Commands or appends, which are as many. */
  readonly done: number;
  readonly perSecond: number;
  /** Processor time for each of them, in microseconds, of all threads of this process: server, stores and client. */
  readonly processorUs: number;
}

let worker: Worker | undefined;

/**
 * Puts a load on from another thread, so that the client's work is not the server's. The same thread for all loads, one
 * after the other: what a client costs while its code is compiled is no measure of anything.
 */
export async function run(load: Load): Promise<Loaded> {
  worker ??= new Worker(join(__dirname, 'load-worker.js'));
  worker.postMessage(load);
  const [loaded] = (await once(worker, 'message')) as [Loaded];
  worker.unref();
  return loaded;
}
