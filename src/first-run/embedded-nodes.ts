import { startEventStoreDB } from 'embedded-eventstoredb';
import { startMongoDB } from 'embedded-mongodb';
import type { DataDirectory } from './data-directory';

export interface Stores {
  readonly eventStoreUrl: string;
  readonly mongoUrl: string;
  close(): Promise<void>;
}

/** Both databases of a first run, each in a worker thread of this process, their data on disk. */
export async function startEmbeddedNodes(directory: DataDirectory): Promise<Stores> {
  const events = await startEventStoreDB({ port: 0, data: directory.events, worker: true });
  try {
    const models = await startMongoDB({ port: 0, data: directory.readModels, worker: true });
    return {
      eventStoreUrl: events.connectionString,
      mongoUrl: models.url,
      close: async () => {
        await Promise.all([events.close(), models.close()]);
      },
    };
  } catch (error) {
    await events.close();
    throw error;
  }
}
