import { fingerprintOf } from '../read/engine/fingerprint';
import { tailOf, type Lag } from '../read/engine/tail';
import type { Projection } from '../read/engine/projection';
import type { Build, Building, Stop } from '../read/engine/read-models';
import type { Engine } from './projection-engine';

interface Holder {
  readonly token: number;
  readonly holder: string;
  readonly since: Date;
}

/** All that is known of a read model. */
export interface Status {
  readonly name: string;
  readonly version: number;
  /** Whether this code folded the live build; `none` before there is one. */
  readonly code: 'same' | 'other' | 'none';
  readonly live: Build | null;
  readonly lag: Lag | null;
  /** False when the log does not hold the event at the checkpoint: it was restored to before it. */
  readonly sameLog: boolean;
  readonly previous: Build | null;
  readonly building: Building | null;
  readonly stopped: Stop | null;
  readonly deadLetters: number;
  /** The process that keeps the live build level. */
  readonly writer: Holder | null;
  /** The process that builds the next one. */
  readonly builder: Holder | null;
}

/** @throws StoreUnavailable, and what MongoDB throws */
export async function statusOf(projection: Projection<object>, engine: Engine): Promise<Status> {
  const { readModels, store, deadLetters, leases } = engine;
  const { name, version } = projection;
  const model = await readModels.find(name);
  const [writer, builder] = [`projection/${name}`, `rebuild/${name}`];
  const held = {
    writer: holderIn(await leases.holderOf(writer)),
    builder: holderIn(await leases.holderOf(builder)),
  };
  if (!model) {
    const nothing = { live: null, lag: null, previous: null, building: null, stopped: null };
    return { name, version, code: 'none', sameLog: true, deadLetters: 0, ...nothing, ...held };
  }
  const { live, previous, building, stopped } = model;
  const { lag, sameLog } = await tailOf(store, live, Date.now());
  const { collection } = live;
  return {
    ...{ name, version, code: live.fingerprint === fingerprintOf(projection) ? 'same' : 'other' },
    ...{ live, lag, sameLog, previous, building, stopped },
    deadLetters: await deadLetters.letters.countDocuments({ collection }),
    ...held,
  };
}

function holderIn(holding: Holder | undefined): Holder | null {
  if (!holding) return null;
  const { token, holder, since } = holding;
  return { token, holder, since };
}

export function statusInWords(status: Status): string[] {
  const { name, version, code, live, previous, building, stopped, deadLetters } = status;
  if (!live) return [`${name} v${version}: not built yet`];
  return [
    `${name} v${version}, built by ${code === 'same' ? 'this' : 'other'} code`,
    `  live      ${buildInWords(live)}, ${status.sameLog ? lagInWords(status.lag) : 'of another log: rebuild it'}`,
    ...(previous ? [`  previous  ${buildInWords(previous)}`] : []),
    ...(building ? [`  building  ${buildInWords(building)}, ${buildingInWords(status)}`] : []),
    ...(stopped ? [`  stopped   ${stopped.code}: ${stopped.reason}`] : []),
    ...(deadLetters > 0 ? [`  waiting   ${deadLetters} events: hailstream dead-letters list`] : []),
    `  writer    ${holderInWords(status.writer)}`,
  ];
}

function buildInWords({ collection, events, time }: Build): string {
  return `${collection}: ${events} events${time === null ? '' : `, up to ${time}`}`;
}

function lagInWords(lag: Lag | null): string {
  if (!lag || lag.events === 0) return 'level with the log';
  const events = `${lag.more ? 'at least ' : ''}${lag.events} events`;
  return `${events} behind, the first of them ${Math.round(lag.seconds)} s old`;
}

function buildingInWords({ building, builder }: Status): string {
  const phase = building?.phase ?? '';
  return builder ? `${phase} under token ${builder.token}` : `${phase}, nobody works on it`;
}

function holderInWords(holder: Holder | null): string {
  return holder ? `token ${holder.token} since ${holder.since.toISOString()}` : 'nobody';
}
