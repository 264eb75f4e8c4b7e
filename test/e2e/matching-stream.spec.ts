import { Logger } from '@nestjs/common';
import { useApp } from '#test/app';
import { appender } from '#test/appended';
import * as the from '#test/dispatch.samples';
import { useStreams } from '#test/sse';
import * as trip from '#test/trip.samples';
import { formatPosition } from '../../src/shared/kernel/log-position';

const app = useApp({ roles: ['read', 'project'] });
const openStream = useStreams();
beforeAll(() => {
  Logger.overrideLogger(false);
});

it('a rider sees live whom they are waiting for, and never who it is', async () => {
  const append = appender(app().stores.store);
  const { position } = await append(trip.requested());
  const path = `/v1/trips/${trip.tripId}/matching`;
  const [ada, eve] = [await app().token('rider', 'ada'), await app().token('rider', 'eve')];
  const headers = { 'x-min-position': formatPosition(position) };
  expect((await app().ask('GET', path, { token: ada, headers })).status).toBe(200);
  expect((await app().ask('GET', `${path}/stream`, { token: eve })).status).toBe(403);
  const stream = await openStream(`${app().url}${path}/stream`, ada);
  await append(
    ...[trip.matching(), the.opened(), the.ranked('bob', 'cleo'), the.extended('bob')],
    ...[the.declined('bob'), the.extended('cleo', 20), the.accepted('cleo', 25)],
  );
  const heard = await stream.hears('snapshot', ...Array<string>(6).fill('change'));
  expect(heard.map(({ data }) => data.stage)).toEqual([
    ...['waiting', 'searching', 'searching', 'asking', 'searching', 'asking', 'found'],
  ]);
  expect(heard[5]?.data).toMatchObject({ words: 'Asking the second driver' });
  expect(JSON.stringify(heard)).not.toMatch(/bob|cleo|252/);
});
