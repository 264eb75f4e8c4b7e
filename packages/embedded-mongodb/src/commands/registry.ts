import { limited } from '../deadline';
import { MongoError } from '../errors';
import type { DatabaseNode } from '../node';
import type { CommandBody } from '../wire/command-body';
import type { Reply } from '../wire/reply';
import { aggregateCommands } from './aggregate';
import { collectionCommands } from './collections';
import type { Command } from './command';
import { deleteCommands } from './delete';
import { diagnosticCommands } from './diagnostics';
import { explainCommands } from './explain';
import { findAndModifyCommands } from './find-and-modify';
import { findCommands } from './find';
import { indexCommands } from './indexes';
import { insertCommands } from './insert';
import { count, refuseCollation } from './options';
import { serverCommands } from './server';
import { inTransaction, transactionCommands } from './transactions';
import { updateCommands } from './update';

const commands = new Map<string, Command>(
  Object.entries({
    ...serverCommands,
    ...findCommands,
    ...insertCommands,
    ...updateCommands,
    ...deleteCommands,
    ...findAndModifyCommands,
    ...indexCommands,
    ...collectionCommands,
    ...aggregateCommands,
    ...transactionCommands,
    ...diagnosticCommands,
    ...explainCommands,
  }),
);

/** Carries out a command; throws CommandNotFound for one that there is not. */
export function execute(command: CommandBody, node: DatabaseNode): Reply | Promise<Reply> {
  const run = commands.get(command.name);
  if (!run) throw new MongoError('CommandNotFound', `no such command: '${command.name}'`);
  refuseCollation(command.raw('collation'));
  return limited(count(command, 'maxTimeMS', 0), () => inTransaction(command, node, run));
}
