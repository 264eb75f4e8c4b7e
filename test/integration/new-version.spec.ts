import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CannotScaffold, scaffoldNextVersion } from '../../src/schema/new-version';
import { declarations, history } from '../../src/shared/events/history';
import { projectRoot } from '../../src/shared/project-root';

const COPIED = [
  ...['src', 'test/contracts', 'test/support', 'package.json', 'jest.config.mjs'],
  ...['tsconfig.base.json', 'tsconfig.json', 'tsconfig.jest.json', '.prettierrc.json'],
];
const EVENTS = 'src/shared/events';
const DECLARED = `${EVENTS}/trip-booking.events.ts`;
const UPCASTER = `${EVENTS}/trip-activated.v1.upcaster.ts`;
const GOLDEN = 'test/contracts/stored-events/TripActivated.v2.json';

/** A checkout that a spec may change. */
let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'new-version-'));
  for (const path of COPIED) {
    await cp(join(projectRoot, path), join(root, path), { recursive: true }).catch(
      (error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      },
    );
  }
  await mkdir(join(root, 'packages'));
  await symlink(join(projectRoot, 'node_modules'), join(root, 'node_modules'));
});
afterEach(() => rm(root, { recursive: true }));

const scaffold = (type = 'TripActivated') => scaffoldNextVersion(root, history, type);

/** What a tool of the project says in the copy, and whether it was content. */
function run(tool: string, ...args: string[]): Promise<{ ok: boolean; out: string }> {
  const path = join(projectRoot, 'node_modules', '.bin', tool);
  return new Promise((resolve) => {
    execFile(path, args, { cwd: root, maxBuffer: 2 ** 24 }, (error, stdout, stderr) =>
      resolve({ ok: error === null, out: stdout + stderr }),
    );
  });
}

const theSpec = () => run('jest', '-i', '--coverage=false', `${EVENTS}/trip-activated.v1.upcaster`);

async function compiles(): Promise<string> {
  const only = { extends: './tsconfig.json', include: [`${EVENTS}/*.ts`], files: [] };
  await writeFile(join(root, 'tsconfig.events.json'), JSON.stringify(only));
  return (await run('tsc', '--noEmit', '-p', 'tsconfig.events.json')).out;
}

async function change(path: string, from: string, to: string): Promise<void> {
  const text = await readFile(join(root, path), 'utf8');
  expect(text).toContain(from);
  await writeFile(join(root, path), text.replace(from, to));
}

const declare = (field: string) =>
  change(
    DECLARED,
    "declareEvent('TripActivated', 2, Type.Object({ ...shape.trip, quote: shape.quote }))",
    `declareEvent('TripActivated', 2, Type.Object({ ...shape.trip, quote: shape.quote, ${field} }))`,
  );

describe('laying out the next version of an event', () => {
  it('compiles, and is not content before something has changed', async () => {
    const written = await scaffold();
    expect(written.sort()).toEqual(
      [
        ...[UPCASTER, UPCASTER.replace('.ts', '.spec.ts'), GOLDEN],
        ...[DECLARED, `${EVENTS}/history.ts`],
      ].sort(),
    );
    expect((await run('prettier', '--check', ...written)).out).toContain('All matched files');
    expect(await compiles()).toBe('');
    const { ok, out } = await theSpec();
    expect(ok).toBe(false);
    expect(out).toMatch(/✕ differs from it/);
    expect(out).toMatch(/✓ lifts to what the golden file of that version shows/);
  }, 200_000);

  it('is content with a field that may be missing, as it is', async () => {
    await scaffold();
    await declare('note: Type.Optional(shape.text)');
    expect(await theSpec()).toMatchObject({ ok: true });
  }, 200_000);

  it('asks for the value of a field that has to be there, and is content with it', async () => {
    await scaffold();
    await declare('attempt: shape.count');
    const { ok, out } = await theSpec();
    expect(ok).toBe(false);
    expect(out).toContain('TripActivated/attempt: Expected required property');
    await change(UPCASTER, 'TripActivatedV1 = Today;', "TripActivatedV1 = Omit<Today, 'attempt'>;");
    expect(await compiles()).toContain("Property 'attempt' is missing");
    await change(UPCASTER, '{ ...old }', '{ ...old, attempt: 1 }');
    await change(GOLDEN, '"data": {', '"data": { "attempt": 1,');
    expect(await compiles()).toBe('');
    expect(await theSpec()).toMatchObject({ ok: true });
  }, 200_000);

  it('writes nothing for what is no event of today, or is laid out already', async () => {
    await expect(scaffold('TripPainted')).rejects.toThrow('TripPainted is not an event of today');
    await expect(scaffold('TripEnded')).rejects.toThrow(CannotScaffold);
    await writeFile(join(root, UPCASTER), '');
    await expect(scaffold()).rejects.toThrow(`${UPCASTER} is there already`);
    await rm(join(root, 'test/contracts/schemas/TripActivated.v1.json'));
    await expect(scaffold()).rejects.toThrow('TripActivated.v1 is not committed itself yet');
    const history = await readFile(join(root, EVENTS, 'history.ts'), 'utf8');
    expect(history).toBe(await readFile(join(projectRoot, EVENTS, 'history.ts'), 'utf8'));
  });

  it('finds every declaration', async () => {
    for (const { type } of declarations) await scaffold(type);
    expect(await compiles()).toBe('');
  }, 200_000);
});
