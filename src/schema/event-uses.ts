import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Where the code speaks of an event, by its source files. */
export interface Uses {
  readonly raisedIn: readonly string[];
  readonly readIn: readonly string[];
}

interface Module {
  readonly file: string;
  readonly text: string;
}

/** The declarations themselves, and how they came about, are no use. */
const SIDES = ['write', 'read', 'replay'];

/**
 * Looks through what the compiler made of the sources, where no type is left to be taken for a value: an event is
 * raised where an object of its type is made, and read where a fold, a policy or a query names it.
 * @param directory of the compiled `src`
 */
export function usesIn(directory: string): (type: string) => Uses {
  const modules = SIDES.flatMap((side) => modulesIn(directory, join(directory, side)));
  return (type) => {
    const raised = new RegExp(`\\btype: ['"]${type}['"]`);
    const read = new RegExp(`['"]${type}['"]|\\b${type}(?=\\s*[:(])`);
    const without = new RegExp(raised, 'g');
    const having = (isUse: (text: string) => boolean) =>
      modules.filter(({ text }) => isUse(text)).map(({ file }) => file);
    return {
      raisedIn: having((text) => raised.test(text)),
      readIn: having((text) => read.test(text.replaceAll(without, ''))),
    };
  };
}

function modulesIn(root: string, folder: string): Module[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return modulesIn(root, path);
      if (!/(?<!\.spec)\.js$/.test(entry.name)) return [];
      const file = `src/${relative(root, path).replaceAll('\\', '/').replace(/js$/, 'ts')}`;
      return [{ file, text: readFileSync(path, 'utf8') }];
    });
}
