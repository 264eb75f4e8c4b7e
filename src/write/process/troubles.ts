import { Injectable, Logger } from '@nestjs/common';
import type { EngineEvent } from '../../shared/events/process.events';
import type { Decision } from '../decision';
import { EngineLog } from './engine-log';
import type { ProcessState } from './process-state';

/** A process that does not get on by itself. */
export interface Trouble {
  readonly process: string;
  readonly instance: string;
  readonly reason: string;
}

/** What keeps a process from getting on, in words; undefined when nothing does. */
export function troubleIn({ reason, stuck }: ProcessState): string | undefined {
  if (reason !== null) return reason;
  return stuck ? 'It has not moved since its deadline' : undefined;
}

/** Which processes are quarantined or stuck: an index of what their own streams say, one stream a policy. */
@Injectable()
export class Troubles {
  private readonly logger = new Logger('processes');
  private readonly known = new Map<string, Trouble>();

  constructor(private readonly log: EngineLog) {}

  /** Those that this process knows of: all once they were read, and what became of them since. */
  get all(): readonly Trouble[] {
    return [...this.known.values()];
  }

  /** Reads what was noted of a policy's processes. */
  async read(policy: string): Promise<readonly Trouble[]> {
    for await (const { events } of this.log.read(streamOf(policy), 0n)) {
      for (const event of events) this.learn(event);
    }
    return this.all.filter(({ process }) => process === policy);
  }

  /** Notes what a decision has changed in this. */
  async follow(
    process: string,
    instance: string,
    { before, state, revision }: Decision<ProcessState>,
  ): Promise<void> {
    const reason = troubleIn(state);
    if (reason !== troubleIn(before)) {
      await this.note(process, instance, `${instance}@${revision}`, reason);
    }
  }

  /** Notes it if nobody has: who saw it first may have died before. */
  async assure(
    process: string,
    instance: string,
    state: ProcessState,
    revision: bigint,
  ): Promise<void> {
    const reason = troubleIn(state);
    if (reason === undefined || this.known.has(keyOf({ process, instance }))) return;
    await this.note(process, instance, `${instance}@${revision}`, reason);
  }

  private async note(
    process: string,
    instance: string,
    cause: string,
    reason: string | undefined,
  ): Promise<void> {
    const event: EngineEvent =
      reason === undefined
        ? { type: 'TroubleSettled', data: { process, instance } }
        : { type: 'TroubleRaised', data: { process, instance, reason } };
    await this.log.note(streamOf(process), cause, event);
    this.learn(event);
    const words = reason ?? 'gets on again';
    this.logger[reason === undefined ? 'log' : 'error'](`${process} ${instance}: ${words}`);
  }

  /** What was noted is not so any more. */
  forget(process: string, instance: string): void {
    this.known.delete(keyOf({ process, instance }));
  }

  private learn(event: EngineEvent): void {
    if (event.type === 'TroubleRaised') this.known.set(keyOf(event.data), event.data);
    if (event.type === 'TroubleSettled') this.known.delete(keyOf(event.data));
  }
}

const streamOf = (policy: string) => `troubles-${policy}`;
const keyOf = ({ process, instance }: Omit<Trouble, 'reason'>) => `${process}/${instance}`;
