import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../shared/project-root';
import { replay, ReplayFailed, type Progress, type ReplayOptions } from './replay';
import { CommandRefused } from './replies';

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly key: string;
  readonly at: string;
  readonly actAs: string | undefined;
  readonly body: string;
}

type Answer = (asked: Asked, response: ServerResponse) => void;

const done = (_: Asked, response: ServerResponse) =>
  response.end(JSON.stringify({ events: [{ id: 'e', type: 'E' }] }));

const problem = (status: number, code: string, headers: Record<string, string> = {}): Answer => {
  return (_, response) =>
    response.writeHead(status, headers).end(JSON.stringify({ status, code, detail: 'in detail' }));
};

/** Answers like the platform where only the manner of answering matters. */
class Platform {
  readonly asked: Asked[] = [];
  answer: Answer = done;
  inFlight = 0;
  mostInFlight = 0;
  private readonly server = createServer((request, response) => void this.take(request, response));

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    response.once('close', () => (this.inFlight -= 1));
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    const header = (name: string) => headers[name] as string | undefined;
    const asked = {
      ...{ method, url, body: Buffer.concat(chunks).toString() },
      ...{ key: header('idempotency-key') ?? '', at: header('x-occurred-at') ?? '' },
      actAs: header('x-act-as'),
    };
    this.asked.push(asked);
    this.answer(asked, response);
  }
}

const sample = join(projectRoot, 'data', 'uber-pickups-2014-04-02.csv');

describe('replaying', () => {
  let platform: Platform;
  let url: string;
  let directory: string;

  beforeEach(async () => {
    platform = new Platform();
    url = await platform.listen();
    directory = await mkdtemp(join(tmpdir(), 'replay-'));
  });

  afterEach(async () => {
    await platform.close();
    await rm(directory, { recursive: true });
  });

  const options = (change: Partial<ReplayOptions> = {}): ReplayOptions => ({
    ...{ file: sample, url, token: () => Promise.resolve('a.b.c') },
    ...{ speed: 'max', concurrency: 4, seed: 1, limit: 20, ...change },
  });
  const counts = async (change: Partial<ReplayOptions> = {}) => {
    const { seconds, eventsPerSecond, latencyMs, ...rest } = await replay(options(change));
    expect(seconds).toBeGreaterThan(0);
    expect(eventsPerSecond).toBeGreaterThan(0);
    expect(latencyMs.p99).toBeGreaterThanOrEqual(latencyMs.p50);
    return rest;
  };

  it('sends every trip’s commands in their order, each under a key of its own', async () => {
    const { requested, commands, events, rejected } = await counts();
    expect({ requested, rejected }).toEqual({ requested: 20, rejected: {} });
    expect(platform.asked).toHaveLength(commands);
    expect(events).toBe(commands);
    expect(new Set(platform.asked.map(({ key }) => key)).size).toBe(commands);
    const byTrip = new Map<string, Asked[]>();
    for (const asked of platform.asked) {
      const trip = asked.url.split('/')[3] ?? '';
      byTrip.set(trip, [...(byTrip.get(trip) ?? []), asked]);
    }
    expect(byTrip.size).toBe(20);
    for (const asked of byTrip.values()) {
      expect(asked[0]?.method).toBe('PUT');
      expect(asked[0]?.actAs).toMatch(/^rider:rider-\d{4}$/);
      expect(asked.map(({ at }) => at)).toEqual(asked.map(({ at }) => at).toSorted());
    }
  });

  it('repeats exactly the same commands, with the same counts', async () => {
    const first = await counts({ concurrency: 1 });
    const sent = platform.asked.splice(0);
    expect(await counts({ concurrency: 1 })).toEqual(first);
    expect(platform.asked).toEqual(sent);
  });

  it('has no more trips in flight than it may', async () => {
    const held: (() => void)[] = [];
    platform.answer = (asked, response) => {
      held.push(() => done(asked, response));
      // Answered only once as many have come as may: one fewer, and this would wait for ever.
      if (held.length === 3 || platform.asked.length > 100) for (const go of held.splice(0)) go();
    };
    await counts({ concurrency: 3, limit: 60 });
    expect(platform.mostInFlight).toBe(3);
  });

  it.each([
    ['it is busy', problem(503, 'OVERLOADED')],
    ['it asks to slow down', problem(429, 'TOO_MANY', { 'retry-after': '0' })],
    ['others were faster', problem(409, 'LOST_RACE')],
    ['the connection breaks', ((_, response) => response.destroy()) satisfies Answer],
  ])('sends a command again under its key when %s', async (_, refuse) => {
    const refused = new Set<string>();
    platform.answer = (asked, response) => {
      const first = !refused.has(asked.key) && refused.size < 5;
      refused.add(asked.key);
      (first ? refuse : done)(asked, response);
    };
    const { requested, commands } = await counts({ limit: 5 });
    expect(requested).toBe(5);
    expect(platform.asked).toHaveLength(commands + 5);
    expect(new Set(platform.asked.map(({ key }) => key)).size).toBe(commands);
  });

  it('stops at any other refusal and names row, step and code', async () => {
    platform.answer = (asked, response) => {
      const refuse = asked.url.endsWith('/start-matching');
      (refuse ? problem(409, 'TRIP_INVALID_TRANSITION') : done)(asked, response);
    };
    const failure = await replay(options({ concurrency: 1 })).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ReplayFailed);
    expect(failure).toMatchObject({
      message: expect.stringMatching(
        /^row 1, trip [\da-f-]{36}, start-matching: 409 TRIP_INVALID_TRANSITION: in detail$/,
      ) as string,
    });
    expect((failure as Error).cause).toBeInstanceOf(CommandRefused);
    expect(platform.asked).toHaveLength(2);
  });

  it('ends after the commands in flight when it is stopped, and goes on when it is run again', async () => {
    const whole = await counts({ concurrency: 1 });
    const inOneGo = new Set(platform.asked.splice(0).map(({ key }) => key));
    const stop = new AbortController();
    platform.answer = (asked, response) => {
      if (platform.asked.length === 30) stop.abort();
      done(asked, response);
    };
    const { commands } = await counts({ signal: stop.signal });
    expect(commands).toBe(platform.asked.length);
    expect(commands).toBeLessThan(30 + 4);
    expect(await counts()).toEqual(whole);
    expect(new Set(platform.asked.map(({ key }) => key))).toEqual(inOneGo);
  });

  it('stops while it waits to send a command again', async () => {
    const stop = new AbortController();
    platform.answer = (asked, response) => {
      problem(503, 'OVERLOADED', { 'retry-after': '60' })(asked, response);
      stop.abort();
    };
    const summary = await replay(options({ concurrency: 1, signal: stop.signal }));
    expect(summary).toMatchObject({ requested: 0, commands: 0, events: 0 });
  });

  it('passes over rows before a time, and plays those after it as in the whole file', async () => {
    await counts({ concurrency: 1, limit: 200 });
    const whole = new Set(platform.asked.splice(0).map(({ key }) => key));
    const summary = await counts({ from: '2014-04-02T05:00:00.000Z', limit: 5 });
    expect(summary).toMatchObject({ rows: 5, requested: 5 });
    expect(platform.asked.every(({ at }) => at >= '2014-04-02T05:00:00.000Z')).toBe(true);
    expect(platform.asked.every(({ key }) => whole.has(key))).toBe(true);
  });

  it('plays other trips under another seed or another name of the file', async () => {
    const keys = async (change: Partial<ReplayOptions>) => {
      await counts({ limit: 3, ...change });
      return platform.asked.splice(0).map(({ url: path }) => path.split('/')[3]);
    };
    const renamed = join(directory, 'renamed.csv');
    await writeFile(renamed, await readFile(sample));
    const trips = [
      ...(await keys({})),
      ...(await keys({ seed: 2 })),
      ...(await keys({ file: renamed })),
    ];
    expect(new Set(trips).size).toBe(9);
  });

  it('counts the rows that cannot be played, and writes them down with the reason', async () => {
    const file = join(directory, 'dirty.csv');
    const rejects = join(directory, 'rejects.csv');
    const rows = [
      '2014/4/1 0:11:00,40.769,-73.9549,B02512',
      '2014/4/1 0:12:00,0,0,B02512',
      '2014/4/1 0:13:00,40.7267,"B02512"',
      '2014/4/1 0:14:00,0,0,B02512',
    ];
    await writeFile(file, ['Date/Time,Lat,Lon,Base', ...rows, ''].join('\n'));
    const summary = await counts({ file, rejects, limit: 10 });
    expect(summary).toMatchObject({
      ...{ rows: 4, requested: 1 },
      rejected: { IMPOSSIBLE_PLACE: 2, WRONG_COLUMNS: 1 },
    });
    expect(await readFile(rejects, 'utf8')).toBe(
      [
        'row,reason,line',
        '2,IMPOSSIBLE_PLACE,"2014/4/1 0:12:00,0,0,B02512"',
        '3,WRONG_COLUMNS,"2014/4/1 0:13:00,40.7267,""B02512"""',
        '4,IMPOSSIBLE_PLACE,"2014/4/1 0:14:00,0,0,B02512"',
        '',
      ].join('\n'),
    );
  });

  it('keeps a pace: no command is sent before its time has come', async () => {
    const speed = 20_000;
    const began = performance.now();
    const early: string[] = [];
    let first: number | undefined;
    platform.answer = (asked, response) => {
      first ??= Date.parse(asked.at);
      const dueMs = (Date.parse(asked.at) - first) / speed;
      // Timers may fire a millisecond before their time.
      if (performance.now() - began < dueMs - 2) early.push(asked.at);
      done(asked, response);
    };
    const { commands } = await counts({ speed, limit: 6, concurrency: 32 });
    expect(early).toEqual([]);
    expect(commands).toBeGreaterThan(20);
  });

  it('tells how far it is', async () => {
    const seen: Progress[] = [];
    await replay(options({ limit: 10_000 }), { progress: (now) => seen.push(now) });
    const last = seen.at(-1);
    expect(last).toMatchObject({ rows: 2400, requested: 2400, done: 1 });
    expect(last?.at).toBe('2014-04-03T03:59:00.000Z');
    expect(seen.every(({ done: share }, i) => share >= (seen[i - 1]?.done ?? 0))).toBe(true);
  });
});
