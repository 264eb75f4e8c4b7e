import { storesFrom } from '../shared/configuration';
import { DataDirectory } from './data-directory';
import { startEmbeddedNodes, type Stores } from './embedded-nodes';

/**
 * The stores that a command works on: those that the environment names, those of the first run that is running here, or
 * else the first run's own, opened for as long as the command takes.
 */
export async function openStores(directory = new DataDirectory()): Promise<Stores> {
  const { EVENTSTORE_URL, MONGODB_URL } = process.env;
  if (EVENTSTORE_URL !== undefined || MONGODB_URL !== undefined) {
    return { ...storesFrom(process.env), close: () => Promise.resolve() };
  }
  const running = await directory.running();
  if (running) return { ...running, close: () => Promise.resolve() };
  return startEmbeddedNodes(directory);
}
