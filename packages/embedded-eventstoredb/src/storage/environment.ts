import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open, type RootDatabase } from 'lmdb';
import { copyTo } from './backup';
import { commitHere, commitTo, type Commit } from './commit';
import { isFileWhole, refuseDamagedLog } from './damage';
import { DataDirectoryRefused } from './errors';
import { checkFormat, stampFormat } from './format';
import { claim, release } from './owner';
import { tablesOf, type Tables } from './tables';

/** What one node keeps, and how it is changed. */
export interface Environment extends Tables {
  /**
   * Runs `write`, which puts and nothing else and may be run again, as one transaction. To be waited for.
   * @returns resolves once it is on disk and visible to readers; rejects when it is neither
   */
  commit: Commit;
  /** Copies the log as it is now into a new directory, while it is in use. */
  backup(to: string): Promise<void>;
  /** Waits for running transactions and closes the files. */
  close(): Promise<void>;
}

function openRoot(directory: string, inMemory: boolean): RootDatabase {
  return open({
    path: directory,
    noSubdir: false,
    maxDbs: 8,
    noMemInit: true,
    // Visible must mean durable: a reader may never see an event that a power cut takes back.
    overlappingSync: false,
    // What is one transaction is said by the writer, as a batch.
    eventTurnBatching: false,
    noSync: inMemory,
    maxReaders: 256,
  });
}

function environmentOn(root: RootDatabase, commit: Commit): Environment {
  return {
    ...tablesOf(root),
    backup: (to) => copyTo(root, to),
    commit,
    close: () => root.close(),
  };
}

function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true });
  } catch (cause) {
    throw new DataDirectoryRefused('unusable', directory, (cause as Error).message);
  }
}

function openDirectory(directory: string): RootDatabase {
  try {
    return openRoot(directory, false);
  } catch (cause) {
    throw new DataDirectoryRefused('damaged', directory, (cause as Error).message);
  }
}

function claimTables(root: RootDatabase, directory: string, isWhole: boolean): Environment {
  const about = root.openDB<string, string>({ name: 'about', encoding: 'json' });
  const token = claim(root, about, directory);
  try {
    checkFormat(about, directory);
    stampFormat(about);
    const environment = environmentOn(root, commitTo(root));
    refuseDamagedLog(environment, directory, isWhole);
    return {
      ...environment,
      close: async () => {
        try {
          release(root, about, token);
        } finally {
          await environment.close();
        }
      },
    };
  } catch (error) {
    release(root, about, token);
    throw error;
  }
}

/**
 * Opens (or creates) the log in `directory`, for this process alone.
 * @throws DataDirectoryRefused when it is in use, damaged, of another format, or not a directory
 */
export async function openEnvironment(directory: string): Promise<Environment> {
  makeDirectory(directory);
  const isWhole = isFileWhole(directory);
  const root = openDirectory(directory);
  try {
    return claimTables(root, directory, isWhole);
  } catch (error) {
    await root.close();
    throw error;
  }
}

/** An environment that lasts as long as the process: nothing is synced, the files go when it closes. */
export function openInMemory(): Environment {
  const directory = mkdtempSync(join(tmpdir(), 'embedded-eventstoredb-'));
  const root = openRoot(directory, true);
  const environment = environmentOn(root, commitTo(root, commitHere));
  return {
    ...environment,
    close: async () => {
      await environment.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
