import { Logger } from '@nestjs/common';
import { useApp } from '#test/app';
import { appender } from '#test/appended';
import * as shift from '#test/shift.samples';
import { useStreams, type Stream } from '#test/sse';
import * as trip from '#test/trip.samples';
import { until } from '#test/until';
import type { DriverPosition } from '../../src/read/live-map/driver-positions';

const app = useApp({ roles: ['read', 'project'] });
const openStream = useStreams();
let append: ReturnType<typeof appender>;
beforeAll(() => {
  Logger.overrideLogger(false);
  append = appender(app().stores.store);
});

async function mapOf(city: string, resolution = 8): Promise<Stream> {
  const token = await app().token('ops', 'olga');
  const query = `city=${city}&resolution=${resolution}`;
  const stream = await openStream(`${app().url}/v1/ops/live-map/stream?${query}`, token);
  return stream;
}

interface Shown {
  cells: Record<string, unknown>[];
  unplaced: object | null;
}

/** The map as a client has it by now: the snapshot and every change since. */
function mapOn({ heard }: Stream): Shown {
  const shown: Shown = { cells: [], unplaced: null };
  for (const { type, data } of heard) {
    if (type !== 'snapshot' && type !== 'change') continue;
    const { cells, gone = [], unplaced } = data as unknown as Shown & { gone?: string[] };
    const replaced = new Set([...gone, ...cells.map(({ cell }) => cell)]);
    shown.cells = [...shown.cells.filter(({ cell }) => !replaced.has(cell)), ...cells];
    shown.unplaced = unplaced ?? shown.unplaced;
  }
  return shown;
}

it('a city’s map goes on with what events and pings change, for everybody who looks', async () => {
  const first = await mapOf('nyc');
  await first.hears('snapshot');
  await append(trip.requested(), shift.started());
  const asked = { cell: trip.market.cell, openRequests: 1 };
  await until(
    () => mapOn(first),
    ({ cells, unplaced }) =>
      cells.length === 1 && JSON.stringify(unplaced).includes('"available":1'),
  );
  expect(mapOn(first).cells).toMatchObject([asked]);

  const second = await mapOf('nyc', 7);
  await second.hears('snapshot');
  const { lat, lon } = trip.eastVillage;
  await app()
    .stores.db.collection<DriverPosition>('driver_positions')
    .insertOne({ _id: shift.bobId, lat, lon, seenAt: trip.at('05:00:00'), receivedAt: new Date() });
  for (const stream of [first, second]) {
    const { cells } = await until(
      () => mapOn(stream),
      (map) => map.cells.length === 2,
    );
    expect(cells).toContainEqual(expect.objectContaining({ available: 1, openRequests: 0 }));
  }

  first.close();
  await append(trip.cancelled());
  const { cells } = await until(
    () => mapOn(second),
    (map) => map.cells.length === 1,
  );
  expect(cells).toMatchObject([{ available: 1 }]);
  second.close();

  const again = await mapOf('nyc');
  expect((await again.hears('snapshot'))[0]?.data).toMatchObject({ cells: [{ available: 1 }] });
});

it('another city’s is empty', async () => {
  const stream = await mapOf('atlantis');
  expect((await stream.hears('snapshot'))[0]?.data).toMatchObject({ cells: [] });
});
