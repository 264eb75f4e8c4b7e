import type { Reached } from '../read/engine/rebuild/progress';
import { progressOn } from './progress-display';

const reached = (change: Partial<Reached> = {}): Reached => ({
  ...{ readModel: 'trips', phase: 'folding', events: 250, of: 1000, left: 750 },
  ...{ rate: 1234.5, eta: 7.2, eventTime: '2014-04-01T04:11:00.000Z', parked: 0 },
  ...change,
});

/** What a stream was given. */
function stream(isTTY: boolean) {
  const written: string[] = [];
  const write = (text: string) => written.push(text) > 0;
  return { stream: { isTTY, write } as unknown as NodeJS.WriteStream, written };
}

describe('the progress of a rebuild', () => {
  it('is told in words: events done and left, rate, ETA, event time, and what waits', () => {
    const { stream: plain, written } = stream(false);
    const { show } = progressOn(plain, { watch: true });
    show(reached());
    show(reached({ phase: 'writing', eta: null, left: null, eventTime: null, parked: 3 }));
    expect(written).toEqual([
      'trips: folding, 250 of 1000 events, 1235/s, ETA 8 s, at 2014-04-01T04:11:00.000Z\n',
      'trips: writing, 250 of unknown events, 1235/s, ETA unknown, 3 parked\n',
    ]);
  });

  it('is told once for each phase of each read model, however often it is reported', () => {
    const { stream: plain, written } = stream(false);
    const { show } = progressOn(plain, { watch: true });
    for (let count = 0; count < 100; count++) {
      for (const readModel of ['trips', 'hours']) show(reached({ readModel, events: count }));
    }
    show(reached({ phase: 'switched' }));
    expect(written.map((line) => line.split(',')[0])).toEqual([
      ...['trips: folding', 'hours: folding', 'trips: switched'],
    ]);
  });

  it('is an object a line for programs, and nothing for nobody', () => {
    const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    const { stream: plain, written } = stream(false);
    progressOn(plain, { json: true, watch: true }).show(reached());
    for (const wanted of [{}, { json: true }]) progressOn(plain, wanted).show(reached());
    expect(log.mock.calls).toEqual([[JSON.stringify({ progress: reached() })]]);
    expect(written).toEqual([]);
    log.mockRestore();
  });
});
