import { ProjectionsChanged, SwitchBlocked } from './read/engine/live/live.errors';
import { PartedWays } from './read/engine/rebuild/parity';
import { ConfigurationError, configurationFrom } from './shared/configuration';
import { StoreUnavailable } from './shared/event-store/event-store';
import { migrate } from './shared/mongo/migrate';
import { isMongoAway } from './shared/mongo/mongo.errors';
import { startServer } from './server';
import { onStopSignal } from './shared/stop-signal';

/** Ends that an operator can do something about: the one line says what. */
const REFUSALS = [
  ...[ConfigurationError, ProjectionsChanged, SwitchBlocked],
  ...[PartedWays, StoreUnavailable],
];

/** A process of a production installation: both stores are elsewhere, nothing is played. */
async function main(): Promise<void> {
  const configuration = configurationFrom(process.env);
  await migrate(configuration.mongoUrl);
  const server = await startServer(configuration);
  console.log(`Hailstream listens on ${server.url}`);
  onStopSignal(() => server.close());
}

function whyNot(error: unknown): unknown {
  if (isMongoAway(error)) return `MongoDB cannot be reached: ${(error as Error).message}`;
  return REFUSALS.some((refusal) => error instanceof refusal) ? (error as Error).message : error;
}

main().catch((error: unknown) => {
  console.error(whyNot(error));
  process.exit(1);
});
