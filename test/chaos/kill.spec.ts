import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const program = join(__dirname, 'run.mjs');

describe('killing the whole process in the midst of a replay', () => {
  it('loses nothing, repeats nothing and leaves read models that equal their rebuild', async () => {
    const args = [program, '--seed', '3', '--kills', '3', '--trips', '40'];
    const { stdout } = await promisify(execFile)(process.execPath, args).catch(
      (failed: unknown) => failed as { stdout: string },
    );
    expect(stdout.trimEnd()).toMatch(/[1-9]\d* passed, 0 failed$/);
  }, 120_000);
});
