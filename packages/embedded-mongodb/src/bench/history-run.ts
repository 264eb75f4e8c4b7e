import { MongoClient } from 'mongodb';
import { startMongoDB } from '../index';
import { history } from './history';

const STEPS_OF_LANE = 40;

/** Plays so many histories, 50 by default, from a seed on, 1 by default; it ends with 1 when one has faults. */
async function main(): Promise<void> {
  const [seeds = 50, first = 1] = process.argv.slice(2).map(Number);
  const server = await startMongoDB({ port: 0, worker: true });
  const client = new MongoClient(server.url);
  let [steps, writes] = [0, 0];
  try {
    for (let seed = first; seed < first + seeds; seed++) {
      const played = await history(client, seed, STEPS_OF_LANE);
      steps += played.steps;
      writes += played.writes;
      if (played.faults.length === 0) continue;
      process.stdout.write(`seed ${seed}: ${played.faults.join('\n')}\n`);
      process.exitCode = 1;
    }
    process.stdout.write(`${seeds} histories, ${steps} steps, ${writes} numbers given\n`);
  } finally {
    await client.close();
    await server.close();
  }
}

void main();
