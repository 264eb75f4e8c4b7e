import { createHmac, hash } from 'node:crypto';
import { useApp } from '#test/app';
import { booking } from '#test/trip-requests';
import { EventStoreDBEventStore } from '../../src/shared/event-store/eventstoredb.event-store';
import { history } from '../../src/shared/events/history';
import { keysBeside, subjectKeysIn } from '../../src/shared/personal/keyed';

const app = useApp();

it('leaves nothing of a request in the log from which to guess what was personal', async () => {
  const path = '/v1/trips/trip-guessed';
  const token = await app().token('rider', 'ada');
  const { status } = await app().ask('PUT', path, { token, body: booking });
  expect(status).toBe(201);
  const bare = new EventStoreDBEventStore(app().stores.eventStoreUrl, history);
  const { events } = await bare.readStream('trip-trip-guessed');
  await bare.onApplicationShutdown();
  expect(events[0]?.data).toMatchObject({ boardingPin: '0000', riderId: 'ada' });
  const sorted = (_: string, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  const asked = ['PUT', path, { type: 'rider', id: 'ada' }, null, booking];
  const text = JSON.stringify(asked, sorted);
  const keys = await subjectKeysIn(keysBeside(app().stores));
  const key = (await keys.find(['$requests'])).get('$requests') ?? '';
  await keys.close();
  const { requestHash } = events[0]?.metadata ?? {};
  expect(requestHash).toBe(createHmac('sha256', key).update(text).digest('base64url'));
  expect(requestHash).not.toBe(hash('sha256', text, 'base64url'));
});
