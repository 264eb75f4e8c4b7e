import type { MessageEvent } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { begin, fresh } from '#test/log';
import { useStores } from '#test/stores';
import * as the from '#test/trip.samples';
import { until } from '#test/until';
import { LiveTrip } from './live-trip';

const stores = useStores();
const HEARTBEAT_MS = 15_000;

let trips = 0;
let stream: string;
let live: LiveTrip;
beforeEach(async () => {
  // The line's own clock only: the stores' connections go on by the real one.
  jest.useFakeTimers({
    doNotFake: [
      'setTimeout',
      'clearTimeout',
      'setImmediate',
      'nextTick',
      'Date',
      'performance',
      'queueMicrotask',
    ],
  });
  stream = `trip-live-${(trips += 1)}`;
  live = new LiveTrip(stores().store);
  await begin(stores().store, stream, [the.requested(), the.matching()]);
});
afterEach(() => {
  live.beforeApplicationShutdown();
  jest.useRealTimers();
});

async function shown(lastEventId?: string) {
  const messages: MessageEvent[] = [];
  let isOver = false;
  const screen: Observable<MessageEvent> = await live.follow(
    ...([stream.slice('trip-'.length), the.ada, lastEventId] as const),
  );
  const line = screen.subscribe({
    next: (message) => messages.push(message),
    complete: () => (isOver = true),
  });
  const types = () => messages.map(({ type, id }) => [type, id]);
  return { line, types, messages, isOver: () => isOver };
}

describe('a live trip’s line', () => {
  it('shows the trip, each change, and a heartbeat in every quiet quarter of a minute', async () => {
    const { types, line, messages } = await shown();
    expect(types()).toEqual([['snapshot', '1']]);
    jest.advanceTimersByTime(HEARTBEAT_MS - 1);
    expect(types()).toHaveLength(1);
    jest.advanceTimersByTime(1);
    expect(types().at(-1)).toEqual(['heartbeat', undefined]);
    jest.advanceTimersByTime(2 * HEARTBEAT_MS);
    expect(types()).toHaveLength(4);
    await stores().store.append(stream, 1n, [fresh(the.assigned())]);
    await until(types, (seen) => seen.length === 5);
    expect(messages.at(-1)).toMatchObject({
      ...{ type: 'change', id: '2', data: { status: 'EnRoute' } },
    });
    line.unsubscribe();
    jest.advanceTimersByTime(10 * HEARTBEAT_MS);
    expect(types()).toHaveLength(5);
  });

  it('goes on after the event that the screen saw last', async () => {
    const { types } = await shown('1');
    expect(types()).toEqual([]);
    await stores().store.append(stream, 1n, [fresh(the.assigned())]);
    await until(types, (seen) => seen.length === 1);
    expect(types()).toEqual([['change', '2']]);
  });

  it('ends, heartbeats and all, when the process shuts down', async () => {
    const { types, isOver } = await shown();
    live.beforeApplicationShutdown();
    await until(isOver, (over) => over);
    jest.advanceTimersByTime(10 * HEARTBEAT_MS);
    expect(types()).toHaveLength(1);
  });

  it('is opened to nobody whom the trip is none of the business of, nor for no trip', async () => {
    await expect(live.follow(stream.slice(5), the.eve, undefined)).rejects.toMatchObject({
      problem: { status: 403, code: 'TRIP_NOT_YOURS' },
    });
    await expect(live.follow('nobody-has-it', the.ada, undefined)).rejects.toMatchObject({
      problem: { status: 404, code: 'TRIP_NOT_FOUND' },
    });
  });
});
