import { join } from 'node:path';
import { Command, CommandRunner, Option, SubCommand } from 'nest-commander';
import { auditSchemas, type SchemaAudit, type StoredEvent } from '../schema/schema-audit';
import { checkSchemas, writeNewSchemas } from '../schema/schema-check';
import { declarations, history } from '../shared/events/history';
import type { EventStore } from '../shared/event-store/event-store';
import { projectRoot } from '../shared/project-root';
import { CommandGroup } from './command-group';
import { EXIT } from './exit-codes';
import { withEventStore } from './with-event-store';

const CONTRACTS = join(projectRoot, 'test', 'contracts');

@SubCommand({
  name: 'check',
  description: 'Committed schemas and golden events against today’s code',
})
class SchemaCheckCommand extends CommandRunner {
  async run(): Promise<void> {
    const faults = await checkSchemas(history, declarations, CONTRACTS);
    for (const fault of faults) console.error(fault);
    if (faults.length > 0) process.exitCode = EXIT.failed;
    else
      console.log(`${history.shapes().length} shapes of stored events are as they were promised`);
  }
}

@SubCommand({
  name: 'write',
  description: 'Commit the schemas of new versions; overwrites nothing',
})
class SchemaWriteCommand extends CommandRunner {
  async run(): Promise<void> {
    for (const name of await writeNewSchemas(declarations, CONTRACTS)) console.log(`wrote ${name}`);
  }
}

@SubCommand({ name: 'audit', description: 'Every stored event through the upcasters; reads only' })
class SchemaAuditCommand extends CommandRunner {
  async run(_: string[], { json = false }: { json?: boolean }): Promise<void> {
    const audit = await withEventStore((store) => auditSchemas(storedIn(store), history));
    console.log(json ? JSON.stringify(audit) : inWords(audit));
    if (audit.failed > 0) process.exitCode = EXIT.failed;
  }

  @Option({ flags: '--json', description: 'one JSON object for programs' })
  json(): boolean {
    return true;
  }
}

const subCommands = [SchemaCheckCommand, SchemaWriteCommand, SchemaAuditCommand];

@Command({ name: 'schema', description: 'The shapes of stored events', subCommands })
class SchemaCommand extends CommandGroup {}

export const schemaCommands = [SchemaCommand, ...subCommands];

async function* storedIn(store: EventStore): AsyncGenerator<StoredEvent> {
  for await (const batch of store.readAll()) yield* batch.map(({ stored }) => stored);
}

function inWords({ events, byShape, failed, failures, deadUpcasters }: SchemaAudit): string {
  return [
    `${events} events, ${failed} of them unreadable`,
    ...Object.entries(byShape).map(([shape, count]) => `  ${shape}: ${count}`),
    ...failures.map((each) => `  ${each.position} ${each.stream}@${each.revision}: ${each.error}`),
    ...(deadUpcasters.length === 0 ? [] : [`never needed: ${deadUpcasters.join(', ')}`]),
  ].join('\n');
}
