import { Injectable } from '@nestjs/common';
import type { EngineEvent, ProcessInput } from '../../shared/events/process.events';
import { EventStore } from '../../shared/event-store/event-store';
import type { AnyPolicy } from '../../shared/kernel/policy';
import { EngineLog } from './engine-log';
import { KeptPlaces, POLICY_POSITIONS, type Places } from './kept-places';
import { isPassing } from './patience';
import { Policies } from './policies';
import { evolveProcess, unmoved, type ProcessState } from './process-state';
import { incidentOfFact, type Incident } from './process.orders';
import { Reactor, type Watch } from './reactor';
import { troubleIn, Troubles, type Trouble } from './troubles';

/** What an operator sees of a process, and what can be done about it. */
@Injectable()
export class ProcessDesk {
  constructor(
    private readonly store: EventStore,
    private readonly policies: Policies,
    private readonly known: Troubles,
    private readonly reactor: Reactor,
    private readonly log: EngineLog,
  ) {}

  /** How far each policy has come in the log; nothing of one that never ran. */
  positions(): Promise<Places> {
    return new KeptPlaces(POLICY_POSITIONS, this.log).last();
  }

  /** The processes that do not get on, as their own streams say it. */
  async troubles(policies = this.policies.all): Promise<readonly Trouble[]> {
    const noted: Trouble[] = [];
    for (const { name } of policies) noted.push(...(await this.known.read(name)));
    const present: Trouble[] = [];
    for (const { process, instance } of noted) {
      const reason = troubleIn((await this.stateOf(process, instance)).state);
      if (reason === undefined) this.known.forget(process, instance);
      else present.push({ process, instance, reason });
    }
    return present;
  }

  /** A process as its stream tells it; `events` is 0 for one that never was. */
  async stateOf(
    process: string,
    instance: string,
  ): Promise<{ readonly state: ProcessState; readonly events: number }> {
    const { events } = await this.store.readStream(`process-${process}-${instance}`);
    const state = (events as unknown as EngineEvent[]).reduce(evolveProcess, unmoved);
    return { state, events: events.length };
  }

  /**
   * Takes up what failed, and then what waits behind it, in their order, until nothing waits or one fails again.
   * @returns how many were taken up
   * @throws what the first that failed again threw; the process stays in quarantine with it
   */
  async retry(policy: AnyPolicy, instance: string): Promise<number> {
    const watch = { policy, instance };
    for (let done = 0; ; done++) {
      const { state } = await this.stateOf(policy.name, instance);
      const [next] = state.waiting;
      if (!next) return done;
      await this.takeUpAgain(watch, next, state);
    }
  }

  private async takeUpAgain(watch: Watch, input: ProcessInput, state: ProcessState): Promise<void> {
    try {
      await this.reactor.react(watch, await this.incidentOf(input, state), true);
    } catch (error) {
      if (!isPassing(error)) await this.reactor.quarantine(watch, input, error);
      throw error;
    }
    await this.reactor.resume(watch, input);
  }

  private async incidentOf(input: ProcessInput, { timers }: ProcessState): Promise<Incident> {
    if ('timer' in input) {
      return { input, correlationId: timers[input.timer]?.correlationId ?? input.timer };
    }
    const { events } = await this.store.readStream(input.stream, BigInt(input.revision));
    const fact = events.find(({ id, part }) => id === input.eventId && part === input.part);
    if (!fact) throw new Error(`${input.stream}@${input.revision} is not in the log any more`);
    return incidentOfFact(fact);
  }
}
