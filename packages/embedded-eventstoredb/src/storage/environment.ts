import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open, type RootDatabase } from 'lmdb';
import { copyTo } from './backup';
import { isFileWhole, refuseDamagedLog } from './damage';
import { DataDirectoryRefused } from './errors';
import { checkFormat, stampFormat } from './format';
import { claim, release } from './owner';
import { tablesOf, type Tables } from './tables';

/** What one node keeps, and how it is changed. */
export interface Environment extends Tables {
  /**
   * Runs `write`, which puts and gives the promise of the last put, as one transaction.
   * @returns resolves once it is on disk and visible to readers; rejects when it is neither
   */
  commit(write: () => Promise<unknown>): Promise<void>;
  /** Copies the log as it is now into a new directory, while it is in use. */
  backup(to: string): Promise<void>;
  /** Waits for running transactions and closes the files. */
  close(): Promise<void>;
}

/** In milliseconds. */
const LONGEST_STANDSTILL = 5;
/** Until the disk is tried here again. */
const COMMITS_ELSEWHERE = 100;

interface CommitFailure extends Error {
  commitError?: Promise<never>;
}

function openRoot(directory: string, inMemory: boolean): RootDatabase {
  return open({
    path: directory,
    noSubdir: false,
    maxDbs: 8,
    noMemInit: true,
    // Visible must mean durable: a reader may never see an event that a power cut takes back.
    overlappingSync: false,
    noSync: inMemory,
    maxReaders: 256,
  });
}

type Commit = (root: RootDatabase, write: () => Promise<unknown>) => Promise<void>;

/** Without a hop to another thread and back; the event loop stands still until the disk is done. */
function commitHere(root: RootDatabase, write: () => Promise<unknown>): Promise<void> {
  root.transactionSync(() => void write());
  root.resetReadTxn();
  return Promise.resolve();
}

async function commitElsewhere(root: RootDatabase, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    // LMDB's reason is a promise of its own, which would end the process if nobody took it.
    const reason: unknown = await (cause as CommitFailure).commitError?.catch(
      (why: unknown) => why,
    );
    throw new Error(`the transaction failed: ${String(reason)}`, { cause });
  }
  root.resetReadTxn();
}

/**
 * A disk that syncs at once is waited for here, as the two hops to LMDB's thread cost more than the wait.
 * After a commit that took long the next ones go there, so that a slow disk does not hold up the readers.
 */
function commitWhereItSuits(): Commit {
  let elsewhere = 0;
  return (root, write) => {
    if (elsewhere > 0) {
      elsewhere -= 1;
      return commitElsewhere(root, write);
    }
    const before = performance.now();
    const done = commitHere(root, write);
    if (performance.now() - before > LONGEST_STANDSTILL) elsewhere = COMMITS_ELSEWHERE;
    return done;
  };
}

function environmentOn(root: RootDatabase, commit: Commit): Environment {
  return {
    ...tablesOf(root),
    backup: (to) => copyTo(root, to),
    commit: (write) => commit(root, write),
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
    const environment = environmentOn(root, commitWhereItSuits());
    refuseDamagedLog(environment, directory, isWhole);
    return {
      ...environment,
      close: async () => {
        release(root, about, token);
        await environment.close();
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
  const environment = environmentOn(openRoot(directory, true), commitHere);
  return {
    ...environment,
    close: async () => {
      await environment.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
