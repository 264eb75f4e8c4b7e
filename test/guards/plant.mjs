/**
 * Breaks each guard once, in a copy, and sees it fail for that very reason: a guard that nobody ever saw fail may not
 * be one. `node test/guards/plant.mjs [words]` plants all violations, or those whose name has the words in it.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { violations } from './violations.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const copy = mkdtempSync(join(tmpdir(), 'guards-'));
const LEFT_OUT = ['node_modules', 'dist', '.git', '.hailstream', 'coverage'];
const inCopy = (path) => join(copy, path);

/** How each guard is asked; `files` are those of the violation, for guards that can look at them alone. */
const GUARDS = {
  types: () => [
    ['tsc', '--noEmit', '-p', 'tsconfig.json', '--incremental', '--tsBuildInfoFile', '.types'],
  ],
  lint: (files = ['src']) => [['eslint', '--max-warnings', '0', ...files]],
  architecture: () => [['depcruise', 'src', 'packages', 'test', 'bench', 'migrations']],
  unused: () => [['knip', '--no-config-hints']],
  format: (files = ['.']) => [['prettier', '--check', ...files]],
  build: () => [BUILD],
  schema: () => [BUILD, SCHEMA_CHECK],
  contracts: () => [SCHEMA_CHECK],
};
const BUILD = ['tsc', '-b', 'tsconfig.build.json'];
const SCHEMA_CHECK = [process.execPath, 'dist/src/cli.js', 'schema', 'check'];

function ask(guard, files) {
  let said = '';
  for (const [program, ...args] of GUARDS[guard](files)) {
    const command = program === process.execPath ? program : inCopy(`node_modules/.bin/${program}`);
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: copy, encoding: 'utf8' });
    said += stdout + stderr;
    if (status !== 0) return { failed: true, said };
  }
  return { failed: false, said };
}

/** Writes the violation, and answers with how to take it back. */
function plant(changes) {
  const before = Object.keys(changes).map((path) => [path, readOrNothing(path)]);
  for (const [path, change] of Object.entries(changes)) {
    const text = typeof change === 'function' ? change(readOrNothing(path) ?? '') : change;
    if (text === readOrNothing(path)) throw new Error(`Nothing to plant in ${path}`);
    write(path, text);
  }
  return () => before.forEach(([path, text]) => write(path, text));
}

function write(path, text) {
  rmSync(inCopy(path), { force: true });
  if (text === undefined) return;
  mkdirSync(dirname(inCopy(path)), { recursive: true });
  writeFileSync(inCopy(path), text);
}

function readOrNothing(path) {
  try {
    return readFileSync(inCopy(path), 'utf8');
  } catch {
    return undefined;
  }
}

function verdictOn({ guard, changes, says, whole }) {
  const takeBack = plant(changes);
  try {
    const { failed, said } = ask(guard, whole ? undefined : Object.keys(changes));
    if (!failed) return 'the guard stayed silent';
    return says.test(said) ? undefined : `it failed, but not with ${says}:\n${said.slice(-1500)}`;
  } finally {
    takeBack();
  }
}

function copyTree() {
  cpSync(root, copy, {
    recursive: true,
    filter: (path) =>
      !relative(root, path)
        .split('/')
        .some((part) => LEFT_OUT.includes(part) || part.endsWith('.tsbuildinfo')),
  });
  // Real directories with hard-linked files: guards that follow links would otherwise leave the copy.
  const linked = spawnSync('cp', ['-al', join(root, 'node_modules'), copy]).status === 0;
  if (!linked) spawnSync('cp', ['-a', join(root, 'node_modules'), copy]);
}

let failed = 0;
let passed = 0;
function report(name, fault, since) {
  const seconds = ((Date.now() - since) / 1000).toFixed(1);
  if (fault === undefined) passed += 1;
  else failed += 1;
  console.log(
    `${fault === undefined ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)${fault ? `: ${fault}` : ''}`,
  );
}

try {
  copyTree();
  const words = process.argv.slice(2).join(' ');
  const chosen = violations.filter(({ name, guard }) => `${guard}: ${name}`.includes(words));
  // The first: the others resolve the packages as built.
  const guards = new Set(['build', ...chosen.map(({ guard }) => guard)]);
  if (guards.delete('contracts')) guards.add('schema');
  for (const guard of guards) {
    const since = Date.now();
    const { failed: fails, said } = ask(guard);
    report(`${guard}: passes as it is`, fails ? said.slice(-1500) : undefined, since);
  }
  for (const violation of chosen) {
    const since = Date.now();
    report(`${violation.guard}: ${violation.name}`, verdictOn(violation), since);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
