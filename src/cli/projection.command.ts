import { Command } from 'nest-commander';
import { CommandGroup } from './command-group';
import { buildsCommands } from './projection-builds.command';
import { pastCommands } from './projection-past.command';
import { rebuildCommands } from './projection-rebuild.command';
import { reportCommands } from './projection-report.command';
import { ProjectionStatusCommand } from './projection-status.command';
import { ProjectionVerifyCommand } from './projection-verify.command';

const subCommands = [
  ...[ProjectionStatusCommand, ProjectionVerifyCommand],
  ...[...reportCommands, ...rebuildCommands, ...buildsCommands, ...pastCommands],
];

@Command({
  name: 'projection',
  description: 'Read models: what is live, building them anew, and proving that they are right',
  subCommands,
})
class ProjectionCommand extends CommandGroup {}

export const projectionCommands = [ProjectionCommand, ...subCommands];
