import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonEvent } from '@eventstore/db-client';
import { open } from 'lmdb';
import { DataDirectoryRefused, verify } from '../src/index';
import { readNumbers, start, temporaryDirectory } from './support/nodes';

const CLI = join(__dirname, '..', 'dist', 'cli.js');
const EVENTS = 1500;
const CHECKED_ON_START = 1000;

function padOf(n: number): string {
  return `pad of event ${n}.`;
}

/** Turns one bit in every copy of a text in the file: LMDB leaves old pages behind. */
function flip(directory: string, text: string): void {
  const file = join(directory, 'data.mdb');
  const bytes = readFileSync(file);
  let copies = 0;
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1), copies++) {
    const middle = at + Math.floor(text.length / 2);
    bytes[middle] = (bytes[middle] ?? 0) ^ 0x04;
  }
  expect(copies).toBeGreaterThan(0);
  writeFileSync(file, bytes);
}

describe('a record that is not as it was written', () => {
  const root = temporaryDirectory();
  const whole = join(root, 'whole');
  const positions: bigint[] = [];

  function damaged(n: number): string {
    const directory = join(root, `flipped-${n}`);
    cpSync(whole, directory, { recursive: true });
    flip(directory, padOf(n));
    return directory;
  }

  function damageOf(n: number): string {
    return `the record at position ${positions[n]} is damaged: its checksum differs`;
  }

  beforeAll(async () => {
    const { client, stop } = await start(whole);
    const events = Array.from({ length: EVENTS }, (_, n) =>
      jsonEvent({ type: 'Happened', data: { n, pad: padOf(n) } }),
    );
    await client.appendToStream('s', events.slice(0, -1));
    await client.appendToStream('last', events.slice(-1));
    await client.tombstoneStream('gone');
    for await (const { event } of client.readAll()) {
      if (event?.type === 'Happened') positions.push(event.position.commit);
    }
    await stop();
  });

  it('is told to who reads it, by its position, and hides no other', async () => {
    const { client, stop } = await start(damaged(17));
    const reading = readNumbers(client, 's');
    await expect(reading).rejects.toThrow(damageOf(17));
    await expect(readNumbers(client, 's', { maxCount: 17 })).resolves.toHaveLength(17);
    const behind = await readNumbers(client, 's', { fromRevision: 18n });
    expect(behind).toHaveLength(EVENTS - 1 - 18);
    await stop();
  });

  it.each([EVENTS - 1, EVENTS - CHECKED_ON_START + 1])(
    'keeps the node from starting when it is among the newest (event %d)',
    async (n) => {
      const starting = start(damaged(n));
      await expect(starting).rejects.toBeInstanceOf(DataDirectoryRefused);
      await expect(starting).rejects.toThrow(damageOf(n));
    },
  );

  it('is found by verify, in the API and as a command', async () => {
    const directory = damaged(400);
    flip(directory, padOf(1200));
    const damage = [damageOf(400), damageOf(1200)];
    expect(await verify(directory)).toEqual({ records: EVENTS + 1, damage });
    const command = spawnSync(process.execPath, [CLI, 'verify', '--data', directory]);
    expect(command.stderr.toString().trim().split('\n')).toEqual(damage);
    expect(command.stdout.toString()).toBe(`${EVENTS + 1} records read, 2 of them damaged\n`);
    expect(command.status).toBe(1);
  });

  it('is not there in a whole log, also while a node uses it', async () => {
    const sound = { records: EVENTS + 1, damage: [] };
    expect(await verify(whole)).toEqual(sound);
    const used = join(root, 'used');
    cpSync(whole, used, { recursive: true });
    const { client, stop } = await start(used);
    expect(await verify(used)).toEqual(sound);
    expect(spawnSync(process.execPath, [CLI, 'verify', '--data', used]).status).toBe(0);
    await client.appendToStream('after', jsonEvent({ type: 'Happened', data: { n: 1 } }));
    expect(await readNumbers(client, 'after')).toEqual([1]);
    await stop();
  });

  it('is one that its stream does not lead to', async () => {
    const directory = join(root, 'unindexed');
    cpSync(whole, directory, { recursive: true });
    const environment = open({ path: directory, noSubdir: false });
    const names = environment.openDB({ name: 'names', keyEncoding: 'binary' });
    names.removeSync(Buffer.from('last'));
    await environment.close();
    const at = `the record at position ${positions[EVENTS - 1]}`;
    const damage = [`${at} is damaged: its stream does not lead to it`];
    expect(await verify(directory)).toEqual({ records: EVENTS + 1, damage });
  });

  it('is not looked for where there is no log', async () => {
    await expect(verify(join(root, 'nowhere'))).rejects.toThrow('it holds no log');
  });
});
