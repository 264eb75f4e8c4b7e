import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Command, CommandRunner, Option } from 'nest-commander';
import type { RefusedLine } from '../write/history-chapters';
import { importHistory, type ImportSummary } from '../write/import-history';
import { EXIT } from './exit-codes';
import { withEventStore } from './with-event-store';

@Command({
  name: 'import',
  arguments: '<file>',
  description:
    'Append events of the past in their old shapes, JSON lines. Exits with 0 done, 1 when lines were refused, 2 bad usage',
})
export class ImportCommand extends CommandRunner {
  async run([file = '']: string[], { json = false }: { json?: boolean }): Promise<void> {
    if (!(await isReadable(file))) {
      console.error(`${file} cannot be read`);
      process.exitCode = EXIT.usage;
      return;
    }
    try {
      const summary = await importFrom(file, ({ line, reason }) =>
        console.error(`line ${line}: ${reason}`),
      );
      console.log(json ? JSON.stringify(summary) : wordsOf(summary));
      process.exitCode = summary.refusedLines > 0 ? EXIT.failed : EXIT.done;
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = EXIT.failed;
    }
  }

  @Option({ flags: '--json', description: 'one JSON object for programs' })
  json(): boolean {
    return true;
  }
}

function importFrom(
  file: string,
  onRefused: (refused: RefusedLine) => void,
): Promise<ImportSummary> {
  return withEventStore((store) => {
    const input = createReadStream(file, 'utf8');
    return importHistory(store, createInterface({ input, crlfDelay: Infinity }), onRefused);
  });
}

async function isReadable(file: string): Promise<boolean> {
  try {
    await (await open(file)).close();
    return true;
  } catch {
    return false;
  }
}

function wordsOf(summary: ImportSummary): string {
  const { lines, streams, appended, alreadyThere, refusedLines, heldBack } = summary;
  const refused = refusedLines > 0 ? `, ${refusedLines} refused, ${heldBack} held back` : '';
  return appended === 0 && refusedLines === 0
    ? `Nothing to append: all ${alreadyThere} events of ${streams} streams are there already`
    : `${lines} lines of ${streams} streams: ${appended} appended, ${alreadyThere} there already${refused}`;
}
