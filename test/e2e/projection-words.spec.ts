import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLineOn } from '#test/command-line';

const LIVE = 'rider_trip_live';
/** Nobody listens there: whatever cannot be meant is refused before a store is asked. */
const hailstream = commandLineOn({
  ...{ eventStoreUrl: 'esdb://127.0.0.1:1?tls=false', mongoUrl: 'mongodb://127.0.0.1:1/x' },
});

describe('words that cannot be meant', () => {
  it.each([
    ['projection', 'Usage: hailstream projection'],
    ['projection frob', "projection has no command 'frob'"],
    ['projection pause', "missing required argument 'name'"],
    ['projection pause a b', 'too many arguments'],
    ['projection status --bogus', "unknown option '--bogus'"],
    ['projection status nope', 'nope is no read model; there are rider_trip_live'],
    ['projection history nope', 'nope is no read model'],
    ['projection rebuild', 'Name read models, or say --all'],
    ['projection resume', 'Name read models, or say --all'],
    [`projection rebuild --all ${LIVE}`, 'not both'],
    [`projection rebuild ${LIVE} --from 12`, '--from is a log position'],
    [`projection rebuild ${LIVE} --as-of 2015-02-29T00:00:00Z`, '--as-of is a time such as'],
    [`projection rebuild ${LIVE} --key a --from 1/1`, 'one of them at a time'],
    [`projection rebuild --all --key a`, 'are of one read model'],
    [`projection rebuild ${LIVE} --key a --no-switch`, 'switch nothing'],
    [`projection rebuild ${LIVE} --allow-diff /nowhere/at/all`, 'cannot be read'],
    [`projection verify ${LIVE} --sample none`, '--sample has to be a whole number, 1 or more'],
    [`projection verify ${LIVE} --sample 0`, '--sample has to be a whole number, 1 or more'],
    [`projection verify ${LIVE} --full --sample 3`, 'no --sample'],
    ['dead-letters', 'Usage: hailstream dead-letters'],
    ['dead-letters drop', "dead-letters has no command 'drop'"],
    ['dead-letters show', "missing required argument 'id'"],
    ['dead-letters skip', "missing required argument 'id'"],
    ['dead-letters list nope', 'nope is no read model'],
    ['dead-letters retry-all nope', 'nope is no read model'],
    ['process', 'Usage: hailstream process'],
    ['process frob', "process has no command 'frob'"],
    ['process status nope', 'nope is no policy; there are scheduled-activation'],
    ['process status nope trip-1', 'nope is no policy'],
    ['process retry', "missing required argument 'policy'"],
    ['process retry scheduled-activation', 'Name an instance or say --all'],
    ['process retry scheduled-activation trip-1 --all', 'Name an instance or say --all'],
    ['process retry nope --all', 'nope is no policy'],
    ['schema', 'Usage: hailstream schema'],
    ['nothing of the kind', "unknown command 'nothing'"],
    ['projection history --limit 0', '--limit has to be a whole number, 1 or more'],
  ])('%s: exit code 2', async (words, why) => {
    const { code, out, err } = await hailstream.run(...words.split(' '));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(why);
    expect(err).not.toMatch(/^ +at /m);
  });

  it('say so to programs too', async () => {
    const error = { code: 'usage', message: expect.stringContaining('nope') as string };
    expect(await hailstream.answer('projection', 'status', 'nope')).toEqual({ code: 2, error });
  });

  it.each(['not JSON', '{}', '[{"path":1}]', '[{"path":"a","kind":"other"}]', '[{"pth":"a"}]'])(
    'an --allow-diff file with %s',
    async (content) => {
      const directory = await mkdtemp(join(tmpdir(), 'hailstream-spec-'));
      const file = join(directory, 'allowed.json');
      await writeFile(file, content);
      const { code, err } = await hailstream.run(
        ...['projection', 'rebuild', LIVE, '--allow-diff', file],
      );
      expect(code).toBe(2);
      expect(err).toContain(file);
      await rm(directory, { recursive: true });
    },
  );

  it.each([
    ['--help', 'Commands:'],
    ['projection --help', 'drop-old'],
    ['dead-letters skip --help', '--expect <eventId>'],
  ])('are explained by %s: exit code 0', async (words, what) => {
    const { code, out } = await hailstream.run(...words.split(' '));
    expect(code).toBe(0);
    expect(out).toContain(what);
  });
});
