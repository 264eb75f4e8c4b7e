import { Command, Option, SubCommand } from 'nest-commander';
import type { Certificate } from '../read/engine/erasure/certificate';
import { projections } from '../read/projections';
import { AnsweringCommand, type Reporting } from './answering-command';
import { CommandGroup } from './command-group';
import { openTripsOf } from './open-trips';
import { withEngine } from './projection-engine';
import { rotateMaster } from './rotate-master';

interface Erasing extends Reporting {
  readonly force?: boolean;
}

@SubCommand({
  name: 'erase',
  arguments: '<id>',
  description:
    'Shred a person’s key for good, then purge what was made with it. Exits with 0 erased, 1 failed, 3 busy or a trip of theirs is under way, 6 a read model was built by other code, 7 a store is away; the same again goes on',
})
class SubjectEraseCommand extends AnsweringCommand {
  @Option({
    flags: '--force',
    description: 'although a trip is under way: by the order of a court or an authority',
  })
  force(): boolean {
    return true;
  }

  run([id = '']: string[], { force = false, ...flags }: Erasing): Promise<void> {
    const work = () =>
      withEngine(({ erasure, store }) =>
        erasure.run(id, projections, { force, open: () => openTripsOf(id, store) }),
      );
    return this.answered(flags, work, inWords);
  }
}

@SubCommand({
  name: 'export',
  arguments: '<id>',
  description: 'Everything about a person, as JSON. Exits with 0 done, 1 failed, 7 a store is away',
})
class SubjectExportCommand extends AnsweringCommand {
  run([id = '']: string[], flags: Reporting): Promise<void> {
    const work = () => withEngine((engine) => engine.exports.of(id, projections));
    return this.answered(flags, work, (all) => [JSON.stringify(all, undefined, 2)]);
  }
}

@SubCommand({
  name: 'rotate-master',
  description:
    'A new master key, and every person’s key under it; the one before is gone. Exits with 0 done, 1 failed, 3 busy, 7 a store is away; the same again goes on',
})
class SubjectRotateMasterCommand extends AnsweringCommand {
  run(_: string[], flags: Reporting): Promise<void> {
    return this.answered(flags, rotateMaster, ({ masterKey, wrappedAgain }) => [
      `${wrappedAgain} keys of persons were wrapped again, by ${masterKey}`,
    ]);
  }
}

const subCommands = [SubjectEraseCommand, SubjectExportCommand, SubjectRotateMasterCommand];

@Command({
  name: 'subject',
  description: 'What is known about a person: all of it, or none of it any more',
  subCommands,
})
class SubjectCommand extends CommandGroup {}

export const subjectCommands = [SubjectCommand, ...subCommands];

function inWords(certificate: Certificate): readonly string[] {
  const { subject, keyShreddedAt, finishedAt, logPosition, readModels } = certificate;
  const { droppedCollections, events, eventsInTheClear, streams, deadLetters } = certificate;
  const { besideTheLog, openStreams } = certificate;
  return [
    `${subject}: the key was shredded at ${keyShreddedAt.toISOString()}`,
    `  ${events} events in ${streams} streams, up to ${logPosition ?? 'the empty log'}`,
    ...(eventsInTheClear === 0
      ? []
      : [`  NOT REACHED: ${eventsInTheClear} events that were stored before they were sealed`]),
    ...(openStreams.length === 0 ? [] : [`  FORCED in spite of ${openStreams.join(', ')}`]),
    ...readModels.map(
      ({ readModel, documents, changed, sha256 }) =>
        `  ${readModel}: ${changed} of ${documents} documents changed, now sha256 ${sha256}`,
    ),
    `  dropped: ${droppedCollections.join(', ') || 'nothing'}`,
    `  ${deadLetters} dead letters blanked, ${besideTheLog} documents beside the log removed, done at ${finishedAt.toISOString()}`,
  ];
}
