import { ConfigurationError, configurationFrom } from './shared/configuration';
import { migrate } from './shared/mongo/migrate';
import { startServer } from './server';
import { onStopSignal } from './shared/stop-signal';

/** A process of a production installation: both stores are elsewhere, nothing is played. */
async function main(): Promise<void> {
  const configuration = configurationFrom(process.env);
  await migrate(configuration.mongoUrl);
  const server = await startServer(configuration);
  console.log(`Hailstream listens on ${server.url}`);
  onStopSignal(() => server.close());
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigurationError ? error.message : error);
  process.exit(1);
});
