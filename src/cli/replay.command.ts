import { Command, CommandRunner, Option } from 'nest-commander';
import { DataDirectory } from '../first-run/data-directory';
import { tokenRulesFrom } from '../shared/configuration';
import { BadUsage } from '../shared/bad-usage';
import { chosenBy, type ReplayFlags } from '../replay/replay-flags';
import { replay } from '../replay/replay';
import { noProgress, progressOn } from '../replay/replay-progress';
import type { TokenSource } from '../replay/rider-client';
import { UnusableFile } from '../replay/rows';
import type { ReplaySummary } from '../replay/summary';
import { localSystemToken } from '../replay/system-token';
import { EXIT } from './exit-codes';

/** As typed: they are checked together, so that each mistake ends with exit code 2 and names its option. */
interface Flags extends ReplayFlags {
  readonly token?: string;
  readonly rejects?: string;
  readonly json?: boolean;
}

@Command({
  name: 'replay',
  arguments: '<file>',
  description:
    'Play a file of real rides through the HTTP API. Exits with 0 done, 1 failed, 2 bad usage, 130 interrupted',
})
export class ReplayCommand extends CommandRunner {
  async run([file = '']: string[], flags: Flags): Promise<void> {
    const stop = new AbortController();
    const interrupt = () => stop.abort();
    process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
    try {
      await play(file, flags, stop.signal);
      if (stop.signal.aborted) process.exitCode = EXIT.interrupted;
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = isUsage(error) ? EXIT.usage : EXIT.failed;
    } finally {
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    }
  }

  @Option({ flags: '--url <url>', description: 'where the platform is (http://127.0.0.1:$PORT)' })
  url(text: string): string {
    return text;
  }

  @Option({ flags: '--limit <rows>', description: 'play at most so many rows' })
  limit(text: string): string {
    return text;
  }

  @Option({
    flags: '--from <time>',
    description: 'pass over earlier rows: 2014-04-02T04:00:00Z, or in New York 2014-04-02T00:00',
  })
  from(text: string): string {
    return text;
  }

  @Option({
    flags: '--speed <factor>',
    description: 'so many times faster than the trips once went, or max (max)',
  })
  speed(text: string): string {
    return text;
  }

  @Option({ flags: '--concurrency <n>', description: 'trips in flight (32)' })
  concurrency(text: string): string {
    return text;
  }

  @Option({ flags: '--seed <n>', description: 'another seed plays other trips (1)' })
  seed(text: string): string {
    return text;
  }

  @Option({ flags: '--rejects <file>', description: 'write the rows that cannot be played there' })
  rejects(text: string): string {
    return text;
  }

  @Option({
    flags: '--token <jwt>',
    description: 'of the system role (HAILSTREAM_TOKEN; else minted with the local keys)',
  })
  token(text: string): string {
    return text;
  }

  @Option({ flags: '--json', description: 'one JSON object for programs, and no progress' })
  json(): boolean {
    return true;
  }
}

async function play(file: string, flags: Flags, signal: AbortSignal): Promise<void> {
  const { rejects, json = false } = flags;
  const options = {
    ...chosenBy(flags, process.env.PORT),
    ...{ file, signal, token: tokenFrom(flags) },
    ...(rejects === undefined ? {} : { rejects }),
  };
  const display = json ? noProgress : progressOn(process.stderr);
  const summary = await replay(options, { progress: (now) => display.show(now) }).finally(() =>
    display.end(),
  );
  console.log(json ? JSON.stringify(summary) : wordsOf(summary, signal.aborted));
}

function tokenFrom({ token = process.env.HAILSTREAM_TOKEN }: Flags): TokenSource {
  if (token !== undefined) return () => Promise.resolve(token);
  return localSystemToken(new DataDirectory().identity, tokenRulesFrom(process.env));
}

function isUsage(error: unknown): boolean {
  return error instanceof BadUsage || error instanceof UnusableFile;
}

function wordsOf(summary: ReplaySummary, interrupted: boolean): string {
  const { rows, requested, completed, cancelled, noShow, unfulfilled, aborted } = summary;
  const rejected = Object.entries(summary.rejected).map(([reason, count]) => `${count} ${reason}`);
  return [
    `${interrupted ? 'Interrupted after' : 'Played'} ${rows} rows in ${summary.seconds} s:`,
    `${requested} trips, of which ${completed} completed, ${cancelled} cancelled, ${noShow} no-shows,`,
    `${unfulfilled} unfulfilled, ${aborted} aborted; rejected: ${rejected.join(', ') || 'none'}.`,
    `${summary.commands} commands, ${summary.events} events, ${summary.eventsPerSecond} events/s,`,
    `p50 ${summary.latencyMs.p50} ms, p99 ${summary.latencyMs.p99} ms`,
  ].join('\n');
}
