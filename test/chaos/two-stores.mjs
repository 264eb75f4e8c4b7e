import { join } from 'node:path';
import { Child } from './child.mjs';
import { root } from './paths.mjs';
import { freePort } from './server.mjs';

const cli = (name) => join(root, 'packages', name, 'dist', 'cli.js');

/** Both databases as processes of their own, on disk, each of which can go away for a while. */
export class TwoStores {
  #events;
  #models;

  static async in(directory) {
    const stores = new TwoStores();
    stores.directory = directory;
    stores.eventsPort = await freePort();
    stores.modelsPort = await freePort();
    await Promise.all([stores.startEvents(), stores.startModels()]);
    return stores;
  }

  get environment() {
    return {
      EVENTSTORE_URL: `esdb://127.0.0.1:${this.eventsPort}?tls=false`,
      MONGODB_URL: `mongodb://127.0.0.1:${this.modelsPort}/hailstream`,
    };
  }

  async startEvents() {
    this.#events = await this.#started('embedded-eventstoredb', this.eventsPort, 'events');
  }

  async startModels() {
    this.#models = await this.#started('embedded-mongodb', this.modelsPort, 'models');
  }

  async killEvents() {
    await this.#events.signal('SIGKILL');
  }

  async killModels() {
    await this.#models.signal('SIGKILL');
  }

  async close() {
    await Promise.all([this.#events.signal('SIGKILL'), this.#models.signal('SIGKILL')]);
  }

  async #started(name, port, folder) {
    const data = join(this.directory, folder);
    const child = new Child(name, [cli(name), '--port', String(port), '--data', data]);
    await child.says(new RegExp(String(port)));
    return child;
  }
}
