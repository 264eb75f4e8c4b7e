import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { open } from 'lmdb';
import { DataDirectoryRefused, startEventStoreDB } from '../src/index';
import { happened, readNumbers, start, temporaryDirectory } from './support/nodes';

const CLI = join(__dirname, '..', 'dist', 'cli.js');

async function refusalOf(data: string): Promise<DataDirectoryRefused> {
  const failure: unknown = await startEventStoreDB({ port: 0, data }).then(
    (node) => node.close(),
    (error: unknown) => error,
  );
  if (failure instanceof DataDirectoryRefused) return failure;
  throw new Error('the directory was not refused', { cause: failure });
}

async function filled(directory: string): Promise<string> {
  const { client, stop } = await start(directory);
  for (let n = 0; n < 2000; n += 100) {
    await client.appendToStream(
      's',
      Array.from({ length: 100 }, (_, m) => happened(n + m)),
    );
  }
  await stop();
  return directory;
}

describe('a data directory', () => {
  const root = temporaryDirectory();
  const whole = join(root, 'whole');
  beforeAll(() => filled(whole));

  it('keeps its events from one start to the next', async () => {
    const { client, stop } = await start(whole);
    expect(await readNumbers(client, 's', { maxCount: 3 })).toEqual([0, 1, 2]);
    await stop();
  });

  it('in use is refused to this and to another process, and the owner is not disturbed', async () => {
    const { client, stop } = await start(whole);
    expect(await refusalOf(whole)).toMatchObject({ reason: 'in-use' });
    const other = spawnSync(process.execPath, [CLI, '--port', '0', '--data', whole]);
    expect(other.status).toBe(1);
    expect(other.stderr.toString().trim().split('\n')).toEqual([
      `cannot open the data directory ${whole}: process ${process.pid} is using it`,
    ]);
    await client.appendToStream('still', happened(1));
    expect(await readNumbers(client, 'still')).toEqual([1]);
    await stop();
  });

  it.each([
    ['3', 'newer-format'],
    ['1', 'older-format'],
  ])('of format %s is refused as of a %s', async (format, reason) => {
    const other = join(root, reason);
    cpSync(whole, other, { recursive: true });
    const environment = open({ path: other, noSubdir: false });
    environment
      .openDB<string, string>({ name: 'about', encoding: 'json' })
      .putSync('format', format);
    await environment.close();
    expect(await refusalOf(other)).toMatchObject({ reason });
  });

  it('whose file is cut short is refused', async () => {
    const cut = join(root, 'cut');
    cpSync(whole, cut, { recursive: true });
    const file = join(cut, 'data.mdb');
    truncateSync(file, Math.floor(readFileSync(file).length / 2));
    expect(await refusalOf(cut)).toMatchObject({ reason: 'damaged' });
  });

  it('whose file is something else is refused', async () => {
    const other = join(root, 'other');
    cpSync(whole, other, { recursive: true });
    writeFileSync(join(other, 'data.mdb'), 'not a log'.repeat(1000));
    expect(await refusalOf(other)).toMatchObject({ reason: 'damaged' });
  });

  it('that is a file is refused', async () => {
    expect(await refusalOf(join(whole, 'data.mdb'))).toMatchObject({ reason: 'unusable' });
  });
});
