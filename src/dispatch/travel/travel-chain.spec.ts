import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import { ofTrip } from '#test/appended';
import * as the from '#test/trip.samples';
import { VirtualClock } from '#test/virtual-clock';
import { secondsAfter } from '../../shared/kernel/time';
import { Metrics } from '../../shared/metrics/metrics';
import { MetricsModule } from '../../shared/metrics/metrics.module';
import { ByDistance } from './by-distance';
import { MatrixFailed, MatrixService } from './matrix-service';
import { SpeedTable } from './speed-table';
import { TravelChain } from './travel-chain';
import { TravelModule } from './travel.module';
import { TravelTimes } from './travel-times';

const NOON = '2014-04-01T12:00:00.000Z';
const ways = [
  { from: the.lenoxHill, to: the.eastVillage },
  { from: the.grandCentral, to: the.eastVillage },
];

type Serve = (request: IncomingMessage, response: ServerResponse) => void;
let serve: Serve = (_, response) => response.end();
const server = createServer((request, response) => serve(request, response));
let url = '';
let matrix: MatrixService;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => (matrix = new MatrixService(url)));
afterEach(() => matrix.close());

const answering = (answer: unknown, status = 200): Serve => {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  };
};

function chain() {
  const clock = new VirtualClock(NOON);
  const speeds = new SpeedTable();
  const byDistance = new ByDistance(17);
  return { clock, speeds, chain: new TravelChain({ speeds, byDistance, clock, matrix }) };
}
const inNoTime = new ByDistance(17);
const sourcesOf = (times: readonly { readonly source: string }[]) =>
  times.map(({ source }) => source);

/** Five trips of twenty minutes, which is enough to learn from. */
function teach(speeds: SpeedTable): void {
  for (let index = 0; index < 5; index++) {
    const trip = ofTrip(`trip-${index}`, [
      the.requested(),
      the.started({ startedAt: NOON }),
      the.completed({ completedAt: secondsAfter(NOON, 1200) }),
    ]);
    for (const event of trip) speeds.onTrip(event);
  }
}

describe('travel times', () => {
  it('are the matrix service’s, asked for in one table', async () => {
    const asked: string[] = [];
    serve = (request, response) => {
      asked.push(request.url ?? '');
      answering({ code: 'Ok', durations: [[612.4], [301]] })(request, response);
    };
    const times = await chain().chain.of(ways, NOON);
    expect(times).toEqual([
      { seconds: 612, source: 'matrix' },
      { seconds: 301, source: 'matrix' },
    ]);
    expect(asked).toEqual([
      '/table/v1/driving/-73.954900,40.769000;-73.977200,40.752700;-73.987300,40.731600' +
        '?sources=0%3B1&destinations=2&annotations=duration',
    ]);
  });

  it('come from many tables when there are many places', async () => {
    await matrix.close();
    matrix = new MatrixService(url, 4);
    serve = (request, response) => {
      const { searchParams } = new URL(request.url ?? '', url);
      const count = (name: string) => searchParams.get(name)?.split(';').length ?? 0;
      const row = Array.from({ length: count('destinations') }, () => 60);
      answering({ code: 'Ok', durations: Array.from({ length: count('sources') }, () => row) })(
        request,
        response,
      );
    };
    const many = Array.from({ length: 50 }, (_, index) => ({
      from: the.northOf(the.lenoxHill, index * 100),
      to: the.northOf(the.eastVillage, (index % 7) * 100),
    }));
    const times = await chain().chain.of(many, NOON);
    expect(times).toEqual(many.map(() => ({ seconds: 60, source: 'matrix' })));
  });

  it('are learned, or by distance, where the service knows no road', async () => {
    serve = answering({ code: 'Ok', durations: [[null], [301]] });
    const { chain: it, speeds } = chain();
    expect(await it.of(ways, NOON)).toEqual([
      inNoTime.one(ways[0] ?? { from: the.lenoxHill, to: the.eastVillage }),
      { seconds: 301, source: 'matrix' },
    ]);
    teach(speeds);
    expect((await it.of(ways, NOON))[0]).toEqual({ seconds: 1200, source: 'speed-table' });
  });

  it.each([
    ['an error', answering({ code: 'TooBig' }, 400)],
    ['no times', answering({ code: 'Ok' })],
    ['no JSON', answering('<html>')],
    ['a time that is none', answering({ code: 'Ok', durations: [[-1], ['soon']] })],
    ['silence', (request: IncomingMessage) => void request.socket.destroy()],
  ] as const)('are had all the same when the service answers with %s', async (_, badly) => {
    serve = badly;
    expect(sourcesOf(await chain().chain.of(ways, NOON))).toEqual(['distance', 'distance']);
  });

  it('are there at the deadline, whatever the service does', async () => {
    const { chain: it, clock } = chain();
    serve = () => clock.turnTo(secondsAfter(NOON, 0.15));
    expect(sourcesOf(await it.of(ways, NOON))).toEqual(['distance', 'distance']);
  });

  it('are the service’s as far as they have come before it fails', async () => {
    await matrix.close();
    matrix = new MatrixService(url, 2);
    serve = (request, response) => {
      // The other is never answered.
      if (!request.url?.includes('-73.977200')) return;
      answering({ code: 'Ok', durations: [[301]] })(request, response);
    };
    const late = new AbortController();
    const found: [number, number][] = [];
    const asked = matrix.times(
      ways,
      (way, seconds) => {
        found.push([way, seconds]);
        late.abort();
      },
      late.signal,
    );
    await expect(asked).rejects.toThrow(MatrixFailed);
    expect(found).toEqual([[1, 301]]);
  });

  it('are counted by their source', async () => {
    serve = answering({ code: 'Ok', durations: [[612], [301]] });
    const root = { module: MetricsModule, imports: [TravelModule.asking(url)] };
    const context = await NestFactory.createApplicationContext(root, { logger: false });
    const times = await context.get(TravelTimes).of(ways, NOON);
    expect(sourcesOf(times)).toEqual(['matrix', 'matrix']);
    const metrics = await context.get(Metrics).registry.metrics();
    expect(metrics).toContain('hailstream_travel_times_total{source="matrix"} 2');
    expect(metrics).toContain('hailstream_travel_degraded 0');
    await context.close();
  });

  it('ask a dead service no more, and come back to it by themselves', async () => {
    let asked = 0;
    const dead = answering('', 503);
    serve = (request, response) => {
      asked += 1;
      dead(request, response);
    };
    const { chain: it, clock } = chain();
    const degraded: boolean[] = [];
    for (let times = 0; times < 5; times++) {
      await it.of(ways, NOON);
      degraded.push(it.isDegraded);
    }
    expect(degraded).toEqual([false, false, true, true, true]);
    expect(asked).toBe(3);
    clock.turnTo(secondsAfter(NOON, 5));
    await it.of(ways, NOON);
    expect([asked, it.isDegraded]).toEqual([4, true]);
    clock.turnTo(secondsAfter(NOON, 10));
    serve = answering({ code: 'Ok', durations: [[612], [301]] });
    expect(sourcesOf(await it.of(ways, NOON))).toEqual(['matrix', 'matrix']);
    expect(it.isDegraded).toBe(false);
    expect([...it.counts]).toEqual([
      ['distance', 12],
      ['matrix', 2],
    ]);
  });

  it('need no service', async () => {
    const clock = new VirtualClock(NOON);
    const speeds = new SpeedTable();
    const alone = new TravelChain({ speeds, byDistance: inNoTime, clock });
    expect(sourcesOf(await alone.of(ways, NOON))).toEqual(['distance', 'distance']);
    expect(alone.isDegraded).toBe(false);
  });
});
