import { Injectable } from '@nestjs/common';
import type { DomainEvent } from '../../shared/events/event';
import type { Decider } from '../../shared/kernel/decider';
import { commandKey, known } from '../known-stream';
import { Snapshots } from '../snapshots';

/** What other streams say at this moment, for decisions that need to know of them. */
@Injectable()
export class StreamStates {
  constructor(private readonly snapshots: Snapshots) {}

  /**
   * @returns the state, and whether this command is among those that made it
   * @throws StoreUnavailable
   */
  async read<State, Event extends DomainEvent>(
    decider: Decider<never, State, Event>,
    id: string,
    commandId: string,
  ): Promise<{ readonly state: State; readonly isDone: boolean }> {
    const stream = `${decider.category}-${id}`;
    const { state, commands } = known(
      decider,
      await this.snapshots.read(decider, stream, commandId),
    );
    return { state, isDone: commands.has(commandKey(commandId)) };
  }
}
