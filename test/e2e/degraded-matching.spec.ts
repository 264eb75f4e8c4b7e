import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Logger } from '@nestjs/common';
import { onlineAt } from '#test/a-driver';
import { looksForADriver } from '#test/a-rider';
import { useApp } from '#test/app';
import { until } from '#test/until';
import type { DispatchEventOf } from '../../src/shared/events/dispatch.events';

const TEN_MINUTES_S = 600;
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

describe('matching without travel times', () => {
  it('goes on by distance and in the simplest way, says so, and comes back by itself', async () => {
    expect(inShort(await decidedBy(40.1))).toEqual(['batch-v1', 'matrix']);
    isHanging = true;
    const meanwhile: (readonly unknown[])[] = [];
    for (let lat = 40.2; meanwhile.at(-1)?.[0] !== 'greedy-v1'; lat += 0.1) {
      meanwhile.push(inShort(await decidedBy(lat)));
      expect(meanwhile.length).toBeLessThan(10);
    }
    // In time each, and by distance: nobody waits for a service that hangs.
    expect(new Set(meanwhile.map(([, source]) => source))).toEqual(new Set(['distance']));
    isHanging = false;
    const after: (readonly unknown[])[] = [];
    for (let lat = 41.2; after.at(-1)?.[0] !== 'batch-v1'; lat += 0.1) {
      after.push(inShort(await decidedBy(lat)));
      expect(after.length).toBeLessThan(10);
    }
    expect(after.at(-1)).toEqual(['batch-v1', 'matrix']);
  });
});
