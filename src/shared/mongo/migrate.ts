import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { projectRoot } from '../project-root';
import { databaseOf } from './mongo.module';

/** Runs the migrations that this database has not seen, and answers with their names. Safe to run at every start. */
export async function migrate(mongoUrl: string): Promise<readonly string[]> {
  const { config, up } = await import('migrate-mongo');
  config.set({
    migrationsDir: join(projectRoot, 'migrations'),
    changelogCollectionName: 'migrations',
    migrationFileExtension: '.js',
    moduleSystem: 'commonjs',
  });
  const client = await new MongoClient(mongoUrl).connect();
  try {
    return await up(databaseOf(client), client);
  } finally {
    await client.close();
  }
}
