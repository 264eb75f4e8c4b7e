import { Command, Option, SubCommand } from 'nest-commander';
import type { DeadLetter } from '../read/engine/dead-letters/dead-letters';
import { AnsweringCommand, type Reporting } from './answering-command';
import { CommandGroup } from './command-group';
import {
  decide,
  eventOf,
  isHead,
  letterOf,
  lettersOf,
  mustBeSkippable,
} from './dead-letters-operator';
import type { Decided } from './dead-letters-operator';
import { EXIT } from './exit-codes';
import { ifNamed } from './projection-choice';
import { withEngine } from './projection-engine';

const CODES =
  'Exits with 0 done, 1 failed again, 2 bad usage, 3 asked for but not done yet, 6 nothing to do it to, 7 a store is away';

@SubCommand({
  name: 'list',
  arguments: '[name]',
  description: 'What waits of the live read models, in the order of the log',
})
class DeadLettersListCommand extends AnsweringCommand {
  run([name]: string[], flags: Reporting): Promise<void> {
    const work = async () => {
      const readModel = ifNamed(name);
      return withEngine(async (engine) => ({ letters: await lettersOf(readModel, engine) }));
    };
    return this.answered(flags, work, ({ letters }) =>
      letters.length === 0 ? ['Nothing waits'] : letters.map(line),
    );
  }
}

@SubCommand({ name: 'show', arguments: '<id>', description: 'One of them, and its event' })
class DeadLettersShowCommand extends AnsweringCommand {
  run([id = '']: string[], flags: Reporting): Promise<void> {
    const work = () =>
      withEngine(async (engine) => {
        const letter = await letterOf(id, engine);
        return { letter, event: await eventOf(letter, engine) };
      });
    return this.answered(flags, work, (answer) => [JSON.stringify(answer, null, 2)]);
  }
}

/** Something that is decided about letters. */
abstract class DecidingCommand extends AnsweringCommand {
  protected async decided(
    flags: Reporting,
    work: () => Promise<readonly Decided[]>,
  ): Promise<void> {
    await this.answered(
      flags,
      async () => {
        const decided = await work();
        process.exitCode = exitCodeOf(decided);
        return { decided };
      },
      (answer) => (answer.decided.length === 0 ? ['Nothing waits'] : answer.decided.map(inWords)),
    );
  }
}

@SubCommand({
  name: 'retry',
  arguments: '<id>',
  description: `Fold it again, and what waits behind it. ${CODES}`,
})
class DeadLettersRetryCommand extends DecidingCommand {
  run([id = '']: string[], flags: Reporting): Promise<void> {
    return this.decided(flags, () =>
      withEngine(async (engine) => [await decide(await letterOf(id, engine), 'retry', engine)]),
    );
  }
}

@SubCommand({
  name: 'retry-all',
  arguments: '[name]',
  description: `Fold all of them again, each queue from its first event. ${CODES}`,
})
class DeadLettersRetryAllCommand extends DecidingCommand {
  run([name]: string[], flags: Reporting): Promise<void> {
    return this.decided(flags, async () => {
      const readModel = ifNamed(name);
      return withEngine(async (engine) => {
        const decided: Decided[] = [];
        for (const letter of (await lettersOf(readModel, engine)).filter(isHead)) {
          decided.push(await decide(letter, 'retry', engine));
        }
        return decided;
      });
    });
  }
}

@SubCommand({
  name: 'skip',
  arguments: '<id>',
  description: `Never take this event, in no build of the read model. ${CODES}`,
})
class DeadLettersSkipCommand extends DecidingCommand {
  run([id = '']: string[], { expect, ...flags }: Reporting & { expect?: string }): Promise<void> {
    return this.decided(flags, () =>
      withEngine(async (engine) => {
        const letter = await letterOf(id, engine);
        mustBeSkippable(letter, expect);
        return [await decide(letter, 'skip', engine)];
      }),
    );
  }

  @Option({ flags: '--expect <eventId>', description: 'the event that is meant, and no other' })
  expect(eventId: string): string {
    return eventId;
  }
}

const subCommands = [
  ...[DeadLettersListCommand, DeadLettersShowCommand, DeadLettersRetryCommand],
  ...[DeadLettersRetryAllCommand, DeadLettersSkipCommand],
];

@Command({
  name: 'dead-letters',
  description: 'Events that read models could not take, and what to do about them',
  subCommands,
})
class DeadLettersCommand extends CommandGroup {}

export const deadLettersCommands = [DeadLettersCommand, ...subCommands];

function exitCodeOf(decided: readonly Decided[]): number {
  if (decided.some(({ outcome }) => outcome === 'failed again')) return EXIT.failed;
  return decided.some(({ outcome }) => outcome === 'still to be done') ? EXIT.busy : EXIT.done;
}

function line({ _id, type, eventId, stream, fault, reason }: DeadLetter): string {
  return `${_id} ${type} ${eventId} of ${stream}: ${fault}${reason === null ? '' : `, ${reason}`}`;
}

function inWords({ id, outcome, reason }: Decided): string {
  return `${id}: ${outcome}${reason === null ? '' : ` (${reason})`}`;
}
