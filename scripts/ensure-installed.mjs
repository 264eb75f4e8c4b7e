// Runs before `npm start` and `npm test`: installs what the lockfile asks for, and only when it is not there yet.
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
let knownLibc;

const missing = firstMissing();
if (missing !== undefined) {
  console.log(`Installing dependencies (${missing}) …`);
  process.exit(install());
}

/** Why the installed tree is not what the lockfile asks for; undefined when it is. */
function firstMissing() {
  const installed = packagesIn('node_modules/.package-lock.json');
  if (!installed) return 'nothing is installed yet';
  for (const [path, wanted] of Object.entries(packagesIn('package-lock.json') ?? {})) {
    if (path === '') continue;
    const reason = reasonToInstall(path, wanted, installed[path]);
    if (reason) return reason;
  }
  return undefined;
}

function reasonToInstall(path, wanted, found) {
  if (!found || !isThere(path)) return isOptionalHere(wanted) ? undefined : `${path} is missing`;
  const same = wanted.link ? wanted.resolved === found.resolved : wanted.version === found.version;
  return same ? undefined : `${path} has changed`;
}

/** npm's list may outlive a folder that somebody deleted. A link counts by where it leads. */
function isThere(path) {
  return statSync(join(root, path, 'package.json'), { throwIfNoEntry: false }) !== undefined;
}

/**
 * Packages that npm leaves out on this machine: those made for other platforms, and the optional ones that name no
 * platform, because they come only with one of those.
 */
function isOptionalHere({ optional, os, cpu, libc }) {
  if (!optional) return false;
  if (!os && !cpu && !libc) return true;
  return !(
    allows(os, () => process.platform) &&
    allows(cpu, () => process.arch) &&
    allows(libc, libcHere)
  );
}

function allows(list, here) {
  if (!list) return true;
  const value = here();
  if (list.includes(`!${value}`)) return false;
  return list.includes(value) || list.every((each) => each.startsWith('!'));
}

function libcHere() {
  knownLibc ??= process.platform === 'linux' ? linuxLibc() : 'none';
  return knownLibc;
}

function linuxLibc() {
  // Else the report looks up the host names of open sockets.
  process.report.excludeNetwork = true;
  return process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl';
}

function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function install() {
  const args = ['ci', '--include=dev'];
  // The npm that runs this script, which need not be the one on the path.
  const npm = process.env.npm_execpath;
  const { status, error } = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (error) console.error(`npm could not be run: ${error.message}`);
  return status ?? 1;
}
