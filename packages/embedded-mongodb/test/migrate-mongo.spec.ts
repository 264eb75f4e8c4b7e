import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { dataDirectories } from './data-directory';
import { runningServer } from './server';

const mongo = runningServer();
const newDirectory = dataDirectories();

const MIGRATION = `
module.exports = {
  async up(db) {
    await db.createCollection('riders');
    await db.collection('riders').createIndex({ email: 1 }, { unique: true });
    await db.collection('riders').insertOne({ _id: 'ada', email: 'ada@example.com' });
  },
  async down(db) {
    await db.collection('riders').drop();
  },
};
`;

const root = join(__dirname, '../../..');
const program = join(root, 'node_modules/migrate-mongo/bin/migrate-mongo.js');

function project(): string {
  const directory = newDirectory();
  const config = {
    mongodb: { url: mongo.server.url, databaseName: 'migrated', options: {} },
    migrationsDir: 'migrations',
    changelogCollectionName: 'changelog',
    lockCollectionName: 'changelog_lock',
    lockTtl: 60,
    migrationFileExtension: '.js',
    useFileHash: false,
    moduleSystem: 'commonjs',
  };
  mkdirSync(join(directory, 'migrations'));
  writeFileSync(join(directory, 'migrations/20140401000000-riders.js'), MIGRATION);
  writeFileSync(
    join(directory, 'migrate-mongo-config.js'),
    `module.exports = ${JSON.stringify(config)};`,
  );
  return directory;
}

describe('migrate-mongo', () => {
  it('migrates up and down', async () => {
    const cwd = project();
    const run = async (command: string) => {
      const { stdout } = await promisify(execFile)(process.execPath, [program, command], { cwd });
      return stdout;
    };
    const db = mongo.client.db('migrated');
    expect(await run('up')).toContain('MIGRATED UP: 20140401000000-riders.js');
    expect(await db.collection('riders').countDocuments()).toBe(1);
    expect(await run('up')).not.toContain('MIGRATED UP');
    expect(await run('status')).toContain('20140401000000-riders.js');
    expect(await run('down')).toContain('MIGRATED DOWN: 20140401000000-riders.js');
    expect(await db.listCollections({ name: 'riders' }).toArray()).toEqual([]);
  });
});
