import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import keysModule from '../../dist/src/shared/identity/local-keys.js';
import { Child } from './child.mjs';
import { root } from './paths.mjs';
import { play } from './play.mjs';
import { TwoStores } from './two-stores.mjs';

const MAIN = join(root, 'dist', 'src', 'main.js');
const CLI = join(root, 'dist', 'src', 'cli.js');
const KILL_AT = join(root, 'test', 'chaos', 'kill-at.cjs');
const PROJECTORS = 2;

/** The system in processes of its own: two stores, one that takes commands, two that project, rebuilds at times. */
export class Platform {
  #projectors = [];

  static async in(directory) {
    const platform = new Platform();
    platform.directory = directory;
    platform.stores = await TwoStores.in(directory);
    const { jwksUrl } = await keysModule.LocalKeys.in(join(directory, 'identity'));
    platform.jwksUrl = jwksUrl;
    platform.writer = platform.#process('write');
    platform.url = await platform.writer.url();
    platform.mongo = new MongoClient(platform.stores.environment.MONGODB_URL);
    for (let index = 0; index < PROJECTORS; index++) platform.startProjector(index);
    return platform;
  }

  /** Of the one that takes commands. */
  get output() {
    return this.writer.output;
  }

  get database() {
    return this.mongo.db('hailstream');
  }

  /** Real trips, as fast as the writer takes them. */
  play(trips, seed) {
    return play(this, { trips, seed });
  }

  /** @param killAt the message to the read model store at which it dies; never without */
  startProjector(index, killAt) {
    this.#projectors[index] = this.#process('project', killAt);
  }

  projector(index) {
    return this.#projectors[index];
  }

  command(args, killAt) {
    return new Child(
      args.join(' '),
      [...this.#dying(killAt), CLI, ...args],
      this.#environment(killAt),
    );
  }

  /** Nobody dies any more, and nothing is held back. */
  async calm() {
    for (const [index, projector] of this.#projectors.entries()) {
      await projector.signal('SIGCONT');
      await projector.signal('SIGKILL');
      this.startProjector(index);
    }
  }

  /** What the processes that are there now have said. */
  get outputs() {
    return [this.writer, ...this.#projectors].map(({ name, output }) => `${name}: ${output}`);
  }

  async close() {
    await Promise.all([this.writer, ...this.#projectors].map((each) => each.signal('SIGKILL')));
    await this.mongo.close();
    await this.stores.close();
  }

  #process(roles, killAt) {
    const env = { ...this.#environment(killAt), HAILSTREAM_ROLES: roles, PORT: '0' };
    return new Child(roles, [...this.#dying(killAt), MAIN], env);
  }

  #dying(killAt) {
    return killAt === undefined ? [] : ['--require', KILL_AT];
  }

  #environment(killAt) {
    const dying = { CHAOS_KILL_AT: String(killAt), CHAOS_PORT: String(this.stores.modelsPort) };
    return {
      ...this.stores.environment,
      JWKS_URL: this.jwksUrl,
      ...(killAt === undefined ? {} : dying),
    };
  }
}
