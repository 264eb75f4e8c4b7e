import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** Where the nodes of a running first run can be reached. */
export interface Running {
  readonly pid: number;
  readonly eventStoreUrl: string;
  readonly mongoUrl: string;
}

/** Everything that a first run keeps: both nodes' data, its signing keys, and where it can be reached. */
export class DataDirectory {
  readonly path: string;

  /** @param path `HAILSTREAM_DATA`, or `.hailstream` in the working directory */
  constructor(path = process.env.HAILSTREAM_DATA ?? '.hailstream') {
    this.path = resolve(path);
  }

  get events(): string {
    return join(this.path, 'eventstoredb');
  }

  get readModels(): string {
    return join(this.path, 'mongodb');
  }

  get identity(): string {
    return join(this.path, 'identity');
  }

  async noteRunning(running: Running): Promise<void> {
    await mkdir(this.path, { recursive: true });
    await writeFile(this.runningFile, JSON.stringify(running));
  }

  async noteStopped(): Promise<void> {
    await rm(this.runningFile, { force: true });
  }

  /** The first run that owns this directory now, if one is alive. */
  async running(): Promise<Running | undefined> {
    const noted = await readFile(this.runningFile, 'utf8').catch(() => undefined);
    const running = noted === undefined ? undefined : (JSON.parse(noted) as Running);
    return running && isAlive(running.pid) ? running : undefined;
  }

  async hasPlayed(file: string): Promise<boolean> {
    const played = await readFile(this.playedFile(file), 'utf8').catch(() => undefined);
    return played !== undefined;
  }

  async notePlayed(file: string): Promise<void> {
    await writeFile(this.playedFile(file), new Date().toISOString());
  }

  private get runningFile(): string {
    return join(this.path, 'running.json');
  }

  private playedFile(file: string): string {
    return join(this.path, `played-${file}`);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
