import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Logger } from '@nestjs/common';
import { onlineAt } from '#test/a-driver';
import { looksForADriver } from '#test/a-rider';
import { useApp } from '#test/app';
import { until } from '#test/until';
import type { DispatchEventOf } from '../../src/shared/events/dispatch.events';

const TEN_MINUTES_S = 600;
const MOST_RIDERS = 9;
/** As OSRM answers: so many seconds for every pair. */
const answering = (response: ServerResponse, url: string) => {
  const { searchParams } = new URL(url, 'http://matrix');
  const count = (name: string) => searchParams.get(name)?.split(';').length ?? 0;
  const row = Array.from({ length: count('destinations') }, () => TEN_MINUTES_S);
  const durations = Array.from({ length: count('sources') }, () => row);
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ code: 'Ok', durations }));
};

let isHanging = false;
const matrix = createServer((request, response) => {
  if (!isHanging) answering(response, request.url ?? '');
});
beforeAll(() => {
  Logger.overrideLogger(false);
});
const app = useApp(async () => {
  await new Promise<void>((resolve) => matrix.listen(0, '127.0.0.1', resolve));
  return {
    roles: ['write', 'read', 'project', 'process', 'dispatch'],
    travelMatrixUrl: `http://127.0.0.1:${(matrix.address() as AddressInfo).port}`,
  };
});
afterAll(() => {
  matrix.closeAllConnections();
  matrix.close();
});

type Ranking = DispatchEventOf<'CandidatesRanked'>['data'];

/** What a new rider's first search was decided by, once it was. */
async function decidedBy(lat: number): Promise<Pick<Ranking, 'mode' | 'candidates'>> {
  await onlineAt(app(), { lat: lat + 0.001, lon: -73.9 });
  const { tripId } = await looksForADriver(app(), { lat, lon: -73.9 });
  const events = await until(
    async () => (await app().stores.store.readStream(`dispatch-${tripId}-1`)).events,
    (each) => each.some(({ type }) => type === 'OfferExtended'),
  );
  return events.find(({ type }) => type === 'CandidatesRanked')?.data as Ranking;
}

const inShort = ({ mode, candidates }: Pick<Ranking, 'mode' | 'candidates'>) => [
  mode,
  candidates[0]?.etaSource,
];

/** One rider after the other, from `lat` on, until a search is decided so; a slow machine may need some more. */
async function decisionsUntil(lat: number, mode: string, source: string) {
  const decisions: (readonly unknown[])[] = [];
  const isThere = () => decisions.at(-1)?.[0] === mode && decisions.at(-1)?.[1] === source;
  for (; !isThere(); lat += 0.1) {
    expect(decisions.length).toBeLessThan(MOST_RIDERS);
    decisions.push(inShort(await decidedBy(lat)));
  }
  return decisions;
}

describe('matching without travel times', () => {
  it('goes on by distance and in the simplest way, says so, and comes back by itself', async () => {
    await decisionsUntil(40, 'batch-v1', 'matrix');
    isHanging = true;
    const meanwhile = await decisionsUntil(41, 'greedy-v1', 'distance');
    // In time each, and by distance: nobody waits for a service that hangs.
    expect(new Set(meanwhile.map(([, source]) => source))).toEqual(new Set(['distance']));
    isHanging = false;
    await decisionsUntil(42, 'batch-v1', 'matrix');
  });
});
