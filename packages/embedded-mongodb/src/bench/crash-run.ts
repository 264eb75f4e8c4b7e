import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crash } from './crash';

async function main(): Promise<void> {
  const rounds = Number(process.argv[2] ?? 50);
  const data = mkdtempSync(join(tmpdir(), 'embedded-mongodb-crash-'));
  try {
    const { faults, ...acknowledged } = await crash(data, rounds);
    process.stdout.write(`${rounds} rounds: ${JSON.stringify({ ...acknowledged, faults })}\n`);
    if (faults.length > 0) process.exitCode = 1;
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

void main();
