import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { UpcasterChain } from '../shared/events/upcast';
import { shapeName } from '../shared/events/upcast';
import { scaffoldOf, type Step } from './new-version-files';

const EVENTS = ['src', 'shared', 'events'];
const HISTORY = 'history.ts';
const MARK = '  // New steps go above this line.';

/** The next version of this type cannot be laid out: nothing was written. */
export class CannotScaffold extends Error {}

/** A file as it is to be: a new one, or one that is there with one place changed. */
interface Written {
  readonly path: string;
  readonly text: string;
  readonly isNew: boolean;
}

/**
 * Lays out the next version of an event: its number in the declaration, the upcaster from today's version and where it
 * is registered, a golden file and a spec. What it lays out compiles; the spec fails until the version says what changed.
 * @param root of the checkout
 * @returns the paths of what was written, from `root`
 * @throws CannotScaffold
 */
export async function scaffoldNextVersion(
  root: string,
  chain: UpcasterChain,
  type: string,
): Promise<string[]> {
  const version = chain.declarations.find((each) => each.type === type)?.version;
  if (version === undefined) throw new CannotScaffold(`${type} is not an event of today`);
  const from = { type, version };
  const golden = join('test', 'contracts', 'stored-events');
  const committed = join('test', 'contracts', 'schemas', `${shapeName(from)}.json`);
  if ((await textOf(root, committed)) === undefined) {
    throw new CannotScaffold(`${shapeName(from)} is not committed itself yet: fill it in first`);
  }
  const declared = await declaredIn(root, from);
  const scaffold = scaffoldOf({ from, module: declared.module, list: declared.list });
  const written: Written[] = [
    ...[scaffold.upcaster, scaffold.spec].map(({ name, text }) => ({
      ...{ path: join(...EVENTS, name), text, isNew: true },
    })),
    {
      path: join(golden, `${type}.v${version + 1}.json`),
      text: (await textOf(root, join(golden, `${shapeName(from)}.json`))) ?? '',
      isNew: true,
    },
    { path: join(...EVENTS, declared.file), text: declared.text, isNew: false },
    { path: join(...EVENTS, HISTORY), text: await registered(root, scaffold), isNew: false },
  ];
  await refuseExisting(root, written);
  for (const { path, text, isNew } of written) {
    await writeFile(join(root, path), text, { flag: isNew ? 'wx' : 'w' });
  }
  return written.map(({ path }) => path);
}

/** The declaration with the next number, and the list that it stands in. */
async function declaredIn(root: string, { type, version }: Step['from']) {
  const files = await readdir(join(root, ...EVENTS));
  const declaration = new RegExp(`(declareEvent\\(\\s*'${type}',\\s*)${version},`);
  for (const file of files.filter((name) => name.endsWith('.events.ts'))) {
    const text = (await textOf(root, join(...EVENTS, file))) ?? '';
    const at = text.search(declaration);
    if (at < 0) continue;
    const lists = [...text.slice(0, at).matchAll(/export const (\w+) = \[/g)];
    const list = lists.at(-1)?.[1];
    if (list === undefined) break;
    const next = text.replace(declaration, `$1${version + 1},`);
    return { file, module: file.replace(/\.ts$/, ''), list, text: next };
  }
  throw new CannotScaffold(`No list in ${EVENTS.join('/')} declares ${type} version ${version}`);
}

async function registered(
  root: string,
  { upcaster: { name }, constant }: ReturnType<typeof scaffoldOf>,
): Promise<string> {
  const text = (await textOf(root, join(...EVENTS, HISTORY))) ?? '';
  if (!text.includes(MARK))
    throw new CannotScaffold(`${HISTORY} has lost its line "${MARK.trim()}"`);
  const imported = `import { ${constant} } from './${name.replace(/\.ts$/, '')}';\n`;
  return imported + text.replace(MARK, `  ${constant},\n${MARK}`);
}

async function refuseExisting(root: string, written: readonly Written[]): Promise<void> {
  for (const { path, isNew } of written) {
    if (!isNew || (await textOf(root, path)) === undefined) continue;
    throw new CannotScaffold(`${path} is there already`);
  }
}

async function textOf(root: string, path: string): Promise<string | undefined> {
  try {
    return await readFile(join(root, path), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
