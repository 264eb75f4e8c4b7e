import { setTimeout as pause } from 'node:timers/promises';
import type { Journey } from '../src/replay/journey';
import { RiderClient } from '../src/replay/rider-client';
import { journeys } from './journeys';
import { Latencies } from '../src/replay/latencies';
import { processorTime } from './processor-time';
import type { CommandLoad, Loaded } from './load';

/** More than a fast machine plays in the longest load. */
const MOST_SEEDS = 20;
/** From the request to the end of the ride. */
const COMMANDS_OF_A_TRIP = 6;

export async function sendCommands(load: CommandLoad): Promise<Loaded> {
  const { url, token, seed, inFlight, seconds, pace, commands = Infinity } = load;
  const client = new RiderClient(url, inFlight, () => Promise.resolve(token), pause);
  const trips = await prepared(seed, Math.min((pace ?? 5000) * seconds, commands));
  const latencies = new Latencies();
  const processor = processorTime();
  const began = performance.now();
  let sent = 0;
  let done = 0;
  const due = () => (pace === undefined ? 0 : began + (sent++ / pace) * 1000 - performance.now());
  const isOver = () => done >= commands || performance.now() - began >= seconds * 1000;
  const play = async ({ tripId, steps }: Journey): Promise<void> => {
    for (const step of steps) {
      const waitMs = due();
      if (waitMs > 1) await pause(waitMs);
      if (isOver()) return;
      const { latencyUs } = await client.send(tripId, step);
      latencies.record(latencyUs / 1000);
      done += 1;
    }
  };
  const rider = async (): Promise<void> => {
    for (let trip = trips.pop(); trip && !isOver(); trip = trips.pop()) await play(trip);
  };
  await Promise.all(Array.from({ length: inFlight }, rider));
  const perSecond = done / ((performance.now() - began) / 1000);
  const processorUs = processor() / done;
  await client.close();
  return { done, perSecond, processorUs, ...latencies.percentiles };
}

/** Made up before the clock runs, since thinking a trip up is not the platform's work. */
async function prepared(seed: number, wanted: number) {
  const trips: Journey[] = [];
  let commands = 0;
  for (let each = 0; each < MOST_SEEDS && commands < wanted; each++) {
    for await (const journey of journeys(seed * MOST_SEEDS + each)) {
      const steps = journey.steps.slice(0, COMMANDS_OF_A_TRIP);
      trips.push({ ...journey, steps });
      commands += steps.length;
    }
  }
  return trips.reverse();
}
