import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Clock } from './clock';
import { Lanes } from './lanes';
import { patiently } from './patience';
import { Policies } from './policies';
import { laneOf, PolicyFeed } from './policy-feed';
import { ProcessDesk } from './process-desk';
import { Reactor } from './reactor';
import { TimerClock } from './timer-clock';
import type { PendingTimer } from './timer-window';
import { Troubles, type Trouble } from './troubles';

/** Keeps the policies and their timers going for as long as the process lives. */
@Injectable()
export class ProcessRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('processes');
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private failure: string | undefined;

  constructor(
    private readonly policies: Policies,
    private readonly feed: PolicyFeed,
    private readonly timers: TimerClock,
    private readonly reactor: Reactor,
    private readonly lanes: Lanes,
    private readonly desk: ProcessDesk,
    private readonly known: Troubles,
    private readonly clock: Clock,
  ) {}

  /** Why it does not take up anything more; undefined while it does. */
  get stoppedBy(): string | undefined {
    return this.failure;
  }

  /** The processes that do not get on by themselves. */
  get troubles(): readonly Trouble[] {
    return this.known.all;
  }

  onApplicationBootstrap(): void {
    this.running = this.run(this.stopping.signal).catch((error: unknown) => {
      this.failure = error instanceof Error ? error.message : String(error);
      this.logger.error(`Stopped: ${this.failure}`, error instanceof Error ? error.stack : '');
      this.stopping.abort();
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(signal: AbortSignal): Promise<void> {
    await patiently(() => this.desk.troubles(), this.clock, signal);
    await this.feed.catchUp(signal);
    // Only now: what was recorded while this process was away may have cleared what came due.
    await Promise.all([
      this.feed.follow(signal),
      this.timers.run((timer) => this.fire(timer, signal), signal),
    ]);
    await this.lanes.idle();
    await this.feed.keep().catch(() => undefined);
  }

  /** Resolves once it is in the log. Never while stopping: then the next start fires it. */
  private fire(timer: PendingTimer, signal: AbortSignal): Promise<void> | undefined {
    const policy = this.policies.named(timer.process);
    if (!policy) return undefined;
    const { instance, dueAt, correlationId } = timer;
    const incident = { input: { timer: timer.timer, dueAt }, correlationId };
    return new Promise((resolve) => {
      this.lanes.add(laneOf(policy, instance), async () => {
        const work = () => this.reactor.take({ policy, instance }, incident);
        if (await patiently(work, this.clock, signal)) resolve();
      });
    });
  }
}
