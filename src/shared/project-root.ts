import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where `data/` and `migrations/` are, whether this runs from the sources or from `dist/`. */
export const projectRoot = rootAbove(__dirname);

function rootAbove(directory: string): string {
  if (existsSync(join(directory, 'package.json')) && existsSync(join(directory, 'migrations'))) {
    return directory;
  }
  const parent = dirname(directory);
  if (parent === directory) throw new Error(`${__dirname} is not inside the project`);
  return rootAbove(parent);
}
