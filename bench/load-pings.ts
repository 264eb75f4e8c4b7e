import { setTimeout as pause } from 'node:timers/promises';
import { Pool, WebSocket } from 'undici';
import { Latencies } from '../src/replay/latencies';
import type { Loaded, PingLoad, UplinkLoad } from './load';
import { processorTime } from './processor-time';

/** A city's worth: what one of them may send a minute is far from reached. */
const DRIVERS = 10_000;
/** Four seconds at 30 km/h, in degrees. */
const STEP = 33 / 111_195;

/** Each a millisecond and a step after the one before, up to now. */
function pointsUntil(nowMs: number, count: number, round: number) {
  return Array.from({ length: count }, (_, index) => ({
    at: new Date(nowMs - count + 1 + index).toISOString(),
    ...{ lat: 40.7 + (((round * count + index) % 1000) * STEP) / 10, lon: -73.95 },
    ...{ accuracyM: 8, heading: 0, speedMps: 8.3 },
  }));
}

/** Batches over HTTP, each driver's after the one before, as fast as they are answered. */
export async function sendPings({ url, token, batch, inFlight, seconds }: PingLoad) {
  const pool = new Pool(url, { connections: inFlight });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const tally = new Tally();
  const endsAt = performance.now() + seconds * 1000;
  let sent = 0;
  const sender = async (): Promise<void> => {
    while (performance.now() < endsAt) {
      const [driver, round] = [sent % DRIVERS, Math.floor(sent++ / DRIVERS)];
      const points = pointsUntil(Date.now(), batch, round);
      const path = `/v1/drivers/pinged-${batch}-${driver}/pings`;
      const body = JSON.stringify({ points });
      const began = performance.now();
      const answer = await pool.request({ method: 'POST', path, headers, body });
      const taken = await answer.body.json();
      tally.add(performance.now() - began, batch, taken);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, sender));
  await pool.close();
  return tally.loaded();
}

/** One ping at a time from so many drivers, evenly spread, each acknowledged over its own line. */
export async function sendUplink({ url, token, lines, pace, seconds }: UplinkLoad) {
  const opened = await Promise.all(
    Array.from({ length: lines }, (_, driver) =>
      Line.open(`${url.replace('http', 'ws')}/v1/drivers/lined-${driver}/uplink`, token),
    ),
  );
  const tally = new Tally();
  const began = performance.now();
  const answers: Promise<void>[] = [];
  for (let sent = 0; sent < pace * seconds; sent++) {
    const waitMs = began + (sent / pace) * 1000 - performance.now();
    if (waitMs > 1) await pause(waitMs);
    const line = opened[sent % lines];
    if (line) answers.push(line.ping(Math.floor(sent / lines), tally));
  }
  await Promise.all(answers);
  const loaded = tally.loaded();
  for (const line of opened) line.close();
  return loaded;
}

class Line {
  private readonly waiting = new Map<number, (answer: unknown) => void>();

  private constructor(private readonly socket: WebSocket) {
    socket.addEventListener('message', ({ data }) => {
      const answer = JSON.parse(String(data)) as { readonly seq: number };
      this.waiting.get(answer.seq)?.(answer);
      this.waiting.delete(answer.seq);
    });
  }

  static open(url: string, token: string): Promise<Line> {
    const socket = new WebSocket(url, { headers: { authorization: `Bearer ${token}` } });
    return new Promise((resolve, reject) => {
      socket.addEventListener('open', () => resolve(new Line(socket)));
      socket.addEventListener('error', () => reject(new Error('A line could not be opened')));
    });
  }

  async ping(seq: number, tally: Tally): Promise<void> {
    const began = performance.now();
    const answered = new Promise<unknown>((resolve) => this.waiting.set(seq, resolve));
    this.socket.send(JSON.stringify({ seq, points: pointsUntil(Date.now(), 1, seq) }));
    const answer = await answered;
    tally.add(performance.now() - began, 1, answer);
  }

  close(): void {
    this.socket.close();
  }
}

class Tally {
  private readonly latencies = new Latencies();
  private readonly processor = processorTime();
  private readonly began = performance.now();
  private done = 0;

  add(ms: number, points: number, answer: unknown): void {
    const { accepted } = answer as { readonly accepted?: number };
    if (accepted !== points) throw new Error(`Not all were taken: ${JSON.stringify(answer)}`);
    this.latencies.record(ms);
    this.done += points;
  }

  loaded(): Loaded {
    const perSecond = this.done / ((performance.now() - this.began) / 1000);
    const processorUs = this.processor() / this.done;
    return { done: this.done, perSecond, processorUs, ...this.latencies.percentiles };
  }
}
