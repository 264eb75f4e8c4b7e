/** The part of migrate-mongo that is used here; the package ships no types. */
declare module 'migrate-mongo' {
  import type { Db, MongoClient } from 'mongodb';

  export const config: {
    set(settings: {
      readonly migrationsDir: string;
      readonly changelogCollectionName: string;
      readonly migrationFileExtension: string;
      readonly moduleSystem: 'commonjs' | 'esm';
    }): void;
  };
  export function up(db: Db, client: MongoClient): Promise<string[]>;
}
