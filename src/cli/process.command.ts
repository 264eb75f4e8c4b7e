import { Command, Option, SubCommand } from 'nest-commander';
import type { ProcessState } from '../write/process/process-state';
import { troubleIn, type Trouble } from '../write/process/troubles';
import { AnsweringCommand, type Reporting } from './answering-command';
import { CommandGroup } from './command-group';
import { EXIT } from './exit-codes';
import { known, retry, the, waiting, type Retried } from './process-operator';
import { BadUsage } from '../shared/bad-usage';
import { withProcesses } from './with-processes';

@SubCommand({
  name: 'list',
  description:
    'Every policy: how far in the log it has come, and how many processes are in trouble',
})
class ProcessListCommand extends AnsweringCommand {
  run(_: string[], flags: Reporting): Promise<void> {
    const work = () =>
      withProcesses(async ({ policies, desk }) => {
        const [positions, troubles] = [await desk.positions(), await desk.troubles()];
        const listed = policies.all.map(({ name, since }) => ({
          ...{ name, since, position: positions[name] ?? null },
          troubles: troubles.filter(({ process: policy }) => policy === name).length,
        }));
        return { policies: listed };
      });
    return this.answered(flags, work, ({ policies }) =>
      policies.map(
        ({ name, position, troubles }) =>
          `${name}: ${position ? `at ${position}` : 'never ran'}, ${troubles} in trouble`,
      ),
    );
  }
}

@SubCommand({
  name: 'status',
  arguments: '[policy] [instance]',
  description:
    'What is in trouble, or one process in full. Exits with 0 all well, 1 in trouble, 2 bad usage, 6 no such process, 7 a store is away',
})
class ProcessStatusCommand extends AnsweringCommand {
  run([name, instance]: string[], flags: Reporting): Promise<void> {
    if (name !== undefined && instance !== undefined) return this.ofOne(name, instance, flags);
    const work = () =>
      withProcesses(async ({ policies, desk }) => {
        const chosen = name === undefined ? policies.all : [the(name, policies)];
        const troubles = await desk.troubles(chosen);
        if (troubles.length > 0) process.exitCode = EXIT.failed;
        return { troubles };
      });
    return this.answered(flags, work, ({ troubles }) =>
      troubles.length === 0 ? ['All is well'] : troubles.map(inWords),
    );
  }

  private ofOne(name: string, instance: string, flags: Reporting): Promise<void> {
    const work = () =>
      withProcesses(async ({ policies, desk }) => {
        const { state, events } = await known(the(name, policies), instance, desk);
        if (troubleIn(state) !== undefined) process.exitCode = EXIT.failed;
        return { policy: name, instance, events, ...state };
      });
    return this.answered(flags, work, ({ events, ...state }) => [
      `${events} events noted`,
      ...inFull(state),
    ]);
  }
}

@SubCommand({
  name: 'retry',
  arguments: '<policy> [instance]',
  description:
    'Take up what failed, then what waits behind it, in order. Exits with 0 done, 1 failed again, 2 bad usage, 6 nothing waits, 7 a store is away',
})
class ProcessRetryCommand extends AnsweringCommand {
  run([name = '', instance]: string[], flags: Reporting & { all?: boolean }): Promise<void> {
    const work = async () => {
      if ((instance === undefined) !== (flags.all ?? false)) {
        throw new BadUsage('Name an instance or say --all, one of them');
      }
      return withProcesses(async ({ policies, desk }) => {
        const policy = the(name, policies);
        const retried: Retried[] = [];
        for (const each of await waiting(policy, instance, desk)) {
          retried.push(await retry(desk, policy, each));
        }
        if (retried.some(({ error }) => error !== null)) process.exitCode = EXIT.failed;
        return { policy: name, retried };
      });
    };
    return this.answered(flags, work, ({ retried }) =>
      retried.length === 0 ? ['Nothing waits'] : retried.map(outcome),
    );
  }

  @Option({ flags: '--all', description: 'every process of the policy that is in trouble' })
  all(): boolean {
    return true;
  }
}

const subCommands = [ProcessListCommand, ProcessStatusCommand, ProcessRetryCommand];

@Command({
  name: 'process',
  description: 'Policies and their processes: how they are, and taking up again what failed',
  subCommands,
})
class ProcessCommand extends CommandGroup {}

export const processCommands = [ProcessCommand, ...subCommands];

function inFull(state: ProcessState): string[] {
  const { timers, notes, waiting: inputs } = state;
  const trouble = troubleIn(state);
  return [
    ...Object.entries(timers).map(([timer, { dueAt }]) => `timer ${timer} due at ${dueAt}`),
    ...Object.entries(notes).map(([name, value]) => `note ${name}: ${JSON.stringify(value)}`),
    ...(trouble === undefined ? [] : [`in trouble: ${trouble}; ${inputs.length} inputs wait`]),
  ];
}

const inWords = ({ process: policy, instance, reason }: Trouble) =>
  `${policy} ${instance}: ${reason}`;
const outcome = ({ instance, takenUp, error }: Retried) =>
  error === null ? `${instance}: ${takenUp} inputs taken up` : `${instance}: ${error}`;
