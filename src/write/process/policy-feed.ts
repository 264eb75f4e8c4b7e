import { Injectable } from '@nestjs/common';
import { EventStore } from '../../shared/event-store/event-store';
import type { LogEntry } from '../../shared/event-store/log-entry';
import { formatPosition, parsePosition, type LogPosition } from '../../shared/kernel/log-position';
import type { AnyPolicy } from '../../shared/kernel/policy';
import { Clock } from './clock';
import { CompletedPrefix } from './completed-prefix';
import { EngineLog } from './engine-log';
import { KeptPlaces, POLICY_POSITIONS, type Places } from './kept-places';
import { Lanes } from './lanes';
import { patiently } from './patience';
import { Policies } from './policies';
import { incidentOfFact, type Fact } from './process.orders';
import { Reactor } from './reactor';

const KEEP_EVERY_MS = 1000;
/** A fact recorded so long after it occurred is an import or a replay: what followed from it comes with it. */
const PRESENT_MS = 60_000;

/** One policy's place in the log. */
interface Track {
  readonly policy: AnyPolicy;
  /** Taken up before this run; sortable text. */
  readonly from: string;
  readonly done: CompletedPrefix<string>;
}

/** Brings every fact to the policies that it concerns: per instance in the order of the log, several at a time. */
@Injectable()
export class PolicyFeed {
  private tracks: readonly Track[] = [];
  private at: LogPosition | undefined;
  private readonly places: KeptPlaces;

  constructor(
    private readonly store: EventStore,
    private readonly policies: Policies,
    private readonly reactor: Reactor,
    log: EngineLog,
    private readonly lanes: Lanes,
    private readonly clock: Clock,
  ) {
    this.places = new KeptPlaces(POLICY_POSITIONS, log);
  }

  /** Takes up what was recorded until now. @throws UnreadableEvent */
  async catchUp(signal: AbortSignal): Promise<void> {
    await patiently(() => this.open(), this.clock, signal);
    const read = async () => {
      const head = await this.store.head();
      await this.take(this.store.readAll(this.at), signal);
      if (head && !signal.aborted) this.passTo(head);
    };
    await patiently(read, this.clock, signal);
    await this.lanes.idle();
  }

  /** Takes up what is recorded from now on. @throws UnreadableEvent: nothing is skipped */
  async follow(signal: AbortSignal): Promise<void> {
    await Promise.all([this.subscribe(signal), this.keepPlaces(signal)]);
  }

  /** Remembers how far each policy has come; whatever is behind that place is never looked at again. */
  async keep(): Promise<void> {
    const places = this.tracks.map(({ policy, from, done }) => [policy.name, done.reached ?? from]);
    await this.places.keep(Object.fromEntries(places) as Places);
  }

  private async open(): Promise<void> {
    const kept = await this.places.last();
    this.tracks = this.policies.all.map((policy) => ({
      policy,
      from: kept[policy.name] ?? '',
      done: new CompletedPrefix<string>(),
    }));
    const first = this.tracks.map(({ from }) => from).reduce((a, b) => (a < b ? a : b), '~');
    this.at = parsePosition(first);
  }

  private async subscribe(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const following = () => this.take(this.store.subscribeToAll(this.at, signal), signal);
      await patiently(following, this.clock, signal);
      await this.clock.pause(KEEP_EVERY_MS, signal);
    }
  }

  private async take(
    batches: AsyncIterable<readonly LogEntry[]>,
    signal: AbortSignal,
  ): Promise<void> {
    for await (const batch of batches) {
      for (const entry of batch) {
        const place = formatPosition(entry.position);
        for (const track of this.tracks) await this.takeFor(track, entry, place, signal);
      }
      this.at = batch.at(-1)?.position ?? this.at;
      if (signal.aborted) return;
    }
  }

  /** What was read up to here and is no fact is behind as well: the next start need not read it again. */
  private passTo(head: LogPosition): void {
    const place = formatPosition(head);
    for (const { from, done } of this.tracks) {
      if (place > (done.begun ?? from)) done.begin(place)();
    }
    if (!this.at || place > formatPosition(this.at)) this.at = head;
  }

  private async takeFor(
    { policy, from, done }: Track,
    entry: LogEntry,
    place: string,
    signal: AbortSignal,
  ): Promise<void> {
    if (place <= (done.begun ?? from)) return;
    const facts = entry.events.filter((fact) => concerns(policy, fact));
    const end = done.begin(place);
    const [first] = facts;
    if (!first) {
      end();
      return;
    }
    await this.lanes.room();
    this.lanes.add(laneOf(policy, instanceOf(policy, first)), async () => {
      if (await this.takeUp(policy, facts, signal)) end();
    });
  }

  private async takeUp(
    policy: AnyPolicy,
    facts: readonly Fact[],
    signal: AbortSignal,
  ): Promise<boolean> {
    for (const fact of facts) {
      const watch = { policy, instance: instanceOf(policy, fact) };
      const work = () => this.reactor.take(watch, incidentOfFact(fact));
      if (!(await patiently(work, this.clock, signal))) return false;
    }
    return true;
  }

  private async keepPlaces(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.clock.pause(KEEP_EVERY_MS, signal);
      await patiently(() => this.keep(), this.clock, signal);
    }
  }
}

export const laneOf = ({ name }: AnyPolicy, instance: string) => `${name}/${instance}`;

function instanceOf(policy: AnyPolicy, fact: Fact): string {
  return policy.instanceOf(fact as never);
}

function concerns({ on, since }: AnyPolicy, { type, metadata }: Fact): boolean {
  if (!(type in on) || metadata.recordedAt < since) return false;
  return Date.parse(metadata.recordedAt) - Date.parse(metadata.occurredAt) <= PRESENT_MS;
}
