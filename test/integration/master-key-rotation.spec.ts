import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useStores } from '#test/stores';
import { KEY_BYTES, WrongMasterKey } from '../../src/shared/personal/kms';
import { LocalKms } from '../../src/shared/personal/local-kms';
import { rotateMasterKey } from '../../src/shared/personal/master-key-rotation';
import { SubjectKeys } from '../../src/shared/personal/subject-keys';

const stores = useStores();
const PERSONS = 700;
let directory: string;
let file: string;
let mongoUrl: string;
const opened: SubjectKeys[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hailstream-master-'));
  file = join(directory, 'master.key');
  const url = new URL(stores().mongoUrl);
  url.pathname = `/${randomUUID()}`;
  mongoUrl = url.href;
});

afterEach(async () => {
  for (const keys of opened.splice(0)) await keys.close();
  await rm(directory, { recursive: true });
});

/** One process, which looks for a later master key each time it wraps, or not for a long time. */
async function aProcess(freshMs = 0) {
  const kms = await LocalKms.in(file, freshMs);
  const keys = SubjectKeys.at(mongoUrl, kms);
  opened.push(keys);
  return { kms, keys };
}

const persons = Array.from({ length: PERSONS }, (_, index) => `rider-${index}`);

describe('a new master key', () => {
  it('wraps the keys of all, for processes that run and for those that start', async () => {
    const running = await aProcess();
    const made = await running.keys.findOrMake(persons);
    await running.keys.shred('rider-7');
    const before = await readFile(file);

    const { kms, keys } = await aProcess();
    const rotation = await rotateMasterKey(kms, keys, 0);
    expect(rotation).toEqual({ masterKey: kms.keyId, wrappedAgain: PERSONS - 1 });
    expect(await readdir(directory)).toEqual(['master.key']);
    const after = await readFile(file);
    expect(after).toHaveLength(KEY_BYTES);
    expect(after).not.toEqual(before);

    const all = new Map([...made, ['rider-7', null]]);
    for (const each of [running, await aProcess()]) {
      expect(await each.keys.find(persons)).toEqual(all);
    }
    const later = (await running.keys.findOrMake(['rider-new'])).get('rider-new');
    expect((await (await aProcess()).keys.find(['rider-new'])).get('rider-new')).toEqual(later);
  });

  it('leaves nothing that the one before could open', async () => {
    const { keys } = await aProcess();
    await keys.findOrMake(persons.slice(0, 3));
    const before = await LocalKms.in(file);
    const rotating = await aProcess();
    await rotateMasterKey(rotating.kms, rotating.keys, 0);
    const kept = await rotating.kms.wrap(Buffer.alloc(KEY_BYTES), 'ada');
    const earlier = { ...kept, kmsKeyId: before.keyId };
    await expect(before.unwrap(earlier, 'ada')).rejects.toThrow(WrongMasterKey);
  });

  it.each(['renew', 'wrapAgain', 'second wrapAgain', 'forgetEarlier'])(
    'is the same one when a rotation dies at %s and is run again',
    async (at) => {
      const running = await aProcess();
      const made = await running.keys.findOrMake(persons.slice(0, 5));
      const { kms, keys } = await aProcess();
      await expect(rotateMasterKey(...dyingAt(at, kms, keys), 0)).rejects.toThrow('died');
      expect(await running.keys.find(persons.slice(0, 5))).toEqual(made);

      const next = await aProcess();
      const { masterKey } = await rotateMasterKey(next.kms, next.keys, 0);
      if (at !== 'renew') expect(masterKey).toBe(kms.keyId);
      expect(await readdir(directory)).toEqual(['master.key']);
      expect(await readFile(file)).toHaveLength(KEY_BYTES);
      expect(await (await aProcess()).keys.find(persons.slice(0, 5))).toEqual(made);
    },
  );

  it('reaches what a process wraps that has not looked yet', async () => {
    const slow = await aProcess(60_000);
    const { kms, keys } = await aProcess();
    await kms.renew();
    const late = await slow.keys.findOrMake(['late']);
    await rotateMasterKey(kms, keys, 0);
    expect(await (await aProcess()).keys.find(['late'])).toEqual(late);
  });
});

/** Dies as soon as that is asked of it, with all that was done before done. */
function dyingAt(at: string, kms: LocalKms, keys: SubjectKeys): [LocalKms, SubjectKeys] {
  const [which, name] = at.startsWith('second ') ? [2, at.slice(7)] : [1, at];
  let calls = 0;
  const dying = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (_, property) => {
        if (property === name && ++calls === which) return () => Promise.reject(new Error('died'));
        const value = Reflect.get(target, property, target) as unknown;
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  return [dying(kms), dying(keys)];
}
