import { Command, CommandRunner, Option } from 'nest-commander';
import { DataDirectory } from '../first-run/data-directory';
import { startEmbeddedNodes } from '../first-run/embedded-nodes';
import { playEvening } from '../first-run/evening';
import { playSample } from '../first-run/sample';
import { startServer } from '../server';
import { configurationFrom } from '../shared/configuration';
import { LocalKeys } from '../shared/identity/local-keys';
import { migrate } from '../shared/mongo/migrate';
import { onStopSignal } from '../shared/stop-signal';

interface StartOptions {
  readonly sample?: boolean;
}

@Command({
  name: 'start',
  description:
    'The whole system on this machine: embedded databases, HTTP, a day of real trips, and a live evening',
})
export class StartCommand extends CommandRunner {
  async run(_: string[], { sample = true }: StartOptions): Promise<void> {
    const directory = new DataDirectory();
    const running = await start(directory);
    const stopping = new AbortController();
    let playing: Promise<void> = Promise.resolve();
    onStopSignal(async () => {
      stopping.abort();
      await playing;
      await running.close();
    });
    console.log(`Hailstream listens on ${running.url}`);
    if (sample) {
      playing = playSample(directory, running.url, stopping.signal);
      await playing;
    }
    if (stopping.signal.aborted) return;
    console.log(whatToOpen(running.url));
    if (!sample) return;
    console.log(whatToWatch(running.url));
    playing = playEvening(directory, running.url, stopping.signal);
    await playing;
  }

  @Option({ flags: '--no-sample', description: 'play nothing' })
  sample(): boolean {
    return false;
  }
}

async function start(directory: DataDirectory): Promise<{ url: string; close(): Promise<void> }> {
  const keys = await LocalKeys.in(directory.identity);
  const nodes = await startEmbeddedNodes(directory);
  try {
    await migrate(nodes.mongoUrl);
    const server = await startServer(
      configurationFrom({
        ...process.env,
        EVENTSTORE_URL: nodes.eventStoreUrl,
        MONGODB_URL: nodes.mongoUrl,
        JWKS_URL: keys.jwksUrl,
      }),
    );
    const { eventStoreUrl, mongoUrl } = nodes;
    await directory.noteRunning({ pid: process.pid, eventStoreUrl, mongoUrl });
    return {
      url: server.url,
      close: async () => {
        await server.close();
        await nodes.close();
        await directory.noteStopped();
      },
    };
  } catch (error) {
    await nodes.close();
    throw error;
  }
}

function whatToOpen(url: string): string {
  return [
    'Look around:',
    `  ${url}/docs`,
    query(url, '/v1/market/hours?from=2014-04-02T17&to=2014-04-02T18', 'ops', 'olga'),
    query(url, '/v1/riders/rider-1022/trips', 'rider', 'rider-1022'),
    'Ctrl-C stops; the next start goes on from here.',
  ].join('\n');
}

function whatToWatch(url: string): string {
  return [
    'Watch a city at work, as long as it lasts:',
    query(url, '/v1/ops/live-map?city=nyc', 'ops', 'olga'),
    query(url, '/v1/ops/trips', 'ops', 'olga'),
    query(url, '/v1/drivers/driver-00001/now', 'driver', 'driver-00001'),
    query(url, '/v1/drivers/driver-00001/offers', 'driver', 'driver-00001'),
  ].join('\n');
}

function query(url: string, path: string, role: string, id: string): string {
  const token = `$(npx hailstream token --role ${role} --id ${id})`;
  return `  curl -H "Authorization: Bearer ${token}" '${url}${path}'`;
}
