import { Injectable, Logger } from '@nestjs/common';
import type { EngineEventOf } from '../shared/events/process.events';
import { EventStore, type Appended, type StreamRead } from '../shared/event-store/event-store';
import type { Decider, Snapshotting } from '../shared/kernel/decider';
import { formatPosition, parsePosition } from '../shared/kernel/log-position';
import { fingerprintOf } from './code-fingerprint';
import { commandKey, nothing, type Known, type Past } from './known-stream';
import { EngineLog } from './process/engine-log';

type AnyDecider<State> = Pick<Decider<never, State, never>, 'initialState' | 'snapshots' | 'about'>;

type Kept<State> = Known<State> & { readonly last: Appended };

/**
 * States of long streams, each in a stream beside its own, so that a command folds what came since and not the whole.
 * A snapshot is a memory and never a truth: one that other code has made is passed over, and so is one that is lost.
 */
@Injectable()
export class Snapshots {
  private readonly logger = new Logger('snapshots');

  constructor(
    private readonly store: EventStore,
    private readonly log: EngineLog,
  ) {}

  /** A stream from its snapshot on; whole where there is none, or where it may have seen this command before that. */
  async read<State>(
    decider: AnyDecider<State>,
    stream: string,
    commandId: string,
  ): Promise<Past<State>> {
    const { snapshots } = decider;
    if (!snapshots) return this.whole(decider, stream);
    const tail = await this.store.readLast(stream, snapshots.every);
    const isWhole = (tail.last?.revision ?? -1n) < BigInt(snapshots.every);
    if (isWhole) return { base: nothing(decider), ...tail };
    const base = await this.kept<State>(snapshots, stream);
    const isNew = base && !base.commands.has(commandKey(commandId));
    return isNew ? this.after(base, stream, tail, snapshots.every) : this.whole(decider, stream);
  }

  /** Whether so much has come since the last one that a reader would need the next. */
  isDue<State>({ snapshots }: AnyDecider<State>, { last, keptAt }: Known<State>): boolean {
    return snapshots !== undefined && (last?.revision ?? 0n) - keptAt >= BigInt(snapshots.every);
  }

  /** Never rejects: what the command has decided stands, and the next one due tries again. */
  async keep<State>(decider: AnyDecider<State>, stream: string, known: Known<State>) {
    const { state, last, commands } = known;
    if (!decider.snapshots || !last) return;
    const { subjectIds } = decider.about(state);
    const data = {
      fingerprint: fingerprintOf(decider.snapshots.code),
      ...{ revision: String(last.revision), position: formatPosition(last.position), state },
      commands: Buffer.from(Uint32Array.from(commands).buffer).toString('base64'),
    };
    try {
      await this.log.keep(streamOf(stream), { type: 'StateKept', data }, subjectIds);
    } catch (error) {
      this.logger.warn(`None of ${stream}: ${String(error)}`);
    }
  }

  private async whole<State>(decider: AnyDecider<State>, stream: string): Promise<Past<State>> {
    return { base: nothing(decider), ...(await this.store.readStream(stream)) };
  }

  /** @param tail the stream's last events, `stored` of them, as it was read before the snapshot */
  private async after<State>(
    base: Kept<State>,
    stream: string,
    tail: StreamRead,
    stored: number,
  ): Promise<Past<State>> {
    const { revision } = base.last;
    const end = tail.last?.revision ?? -1n;
    if (end <= revision) return { base, events: [], last: base.last };
    const isInTail = end - revision <= BigInt(stored);
    const { events, last } = isInTail ? tail : await this.store.readStream(stream, revision + 1n);
    return { base, events: events.filter((event) => event.revision > revision), last };
  }

  private async kept<State>(
    { code }: Snapshotting,
    stream: string,
  ): Promise<Kept<State> | undefined> {
    const kept = await this.log.last<EngineEventOf<'StateKept'>>(streamOf(stream), 'StateKept');
    const position = parsePosition(kept?.position ?? '');
    // Without a state: of somebody who was erased.
    if (!kept?.state || !position || kept.fingerprint !== fingerprintOf(code)) return undefined;
    const revision = BigInt(kept.revision);
    const bytes = Uint8Array.from(Buffer.from(kept.commands, 'base64'));
    return {
      state: kept.state as State,
      last: { revision, position },
      lastMeant: revision,
      commands: new Set(new Uint32Array(bytes.buffer)),
      followed: '',
      keptAt: revision,
    };
  }
}

const streamOf = (stream: string) => `snapshot-${stream}`;
