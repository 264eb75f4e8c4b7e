import { join } from 'node:path';
import { STRATEGY_NAMES } from '../dispatch/matching/strategies';
import { projectRoot } from '../shared/project-root';
import { NoDemand } from './demand';
import { simulate, type SimulationOptions } from './simulate';

const options: SimulationOptions = {
  pickups: join(projectRoot, 'data', 'uber-pickups-2014-04-02.csv'),
  ...{ drivers: 60, hours: 1, strategy: 'batch-v1', seed: 7, forwardDispatch: 1 },
  fromMs: Date.parse('2014-04-02T21:00:00.000Z'),
};

describe.each(STRATEGY_NAMES)('an hour of New York by %s', (strategy) => {
  it('are the same when they are played again, and every request comes to an end', async () => {
    const first = await simulate({ ...options, strategy });
    const again = await simulate({ ...options, strategy });
    const { msPerTick, speed, ...figures } = first;
    expect(again).toMatchObject(figures);
    expect(msPerTick.p50).toBeGreaterThan(0);
    expect(speed).toBeGreaterThan(1);
    const unfulfilled = Object.values(figures.unfulfilled).reduce((sum, count) => sum + count, 0);
    expect(figures.requests).toBeGreaterThan(150);
    expect(figures.completed + unfulfilled).toBe(figures.requests);
    expect(figures.matched).toBeGreaterThanOrEqual(figures.completed);
    expect(figures.matchRate).toBeGreaterThan(0.3);
    expect(figures.utilisation).toBeGreaterThan(0.1);
    expect(figures.earningsGini).toBeGreaterThan(0);
    expect(figures.earningsGini).toBeLessThan(1);
  });
});

describe('drivers who take the next trip before theirs has ended', () => {
  it('serve more riders and drive less without', async () => {
    const one = await simulate({ ...options, forwardDispatch: 0 });
    const early = await simulate(options);
    expect(early.matched).toBeGreaterThan(one.matched);
    expect(early.deadheadKm).toBeLessThan(one.deadheadKm);
  });
});

describe('a time without rides', () => {
  it('is refused', () =>
    expect(
      simulate({ ...options, fromMs: Date.parse('2014-05-01T00:00:00.000Z') }),
    ).rejects.toThrow(NoDemand));
});
