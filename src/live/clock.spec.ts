import { CityClock } from './clock';

describe('the clock of a live city', () => {
  let wallMs = 1000;
  const waited: number[] = [];
  const wait = (ms: number) => {
    waited.push(ms);
    return Promise.resolve();
  };
  beforeEach(() => {
    wallMs = 1000;
    waited.length = 0;
  });

  it('is so many times faster than the wall’s', async () => {
    const clock = new CityClock(20, 0, () => wallMs);
    await clock.reach(60_000, wait);
    expect(waited).toEqual([3000]);
    wallMs = 4000;
    expect(clock.cityMs).toBe(60_000);
    await clock.reach(40_000, wait);
    expect(waited).toHaveLength(1);
    expect(clock.ms(60)).toBe(3000);
  });

  it('at its fastest is as late as what was asked for last', async () => {
    const clock = new CityClock('max', 0, () => wallMs);
    await clock.reach(60_000, wait);
    expect(waited).toEqual([]);
    expect(clock.cityMs).toBe(60_000);
    expect(clock.ms(60)).toBe(0);
  });

  it('lets everything be due once people hurry', () => {
    const clock = new CityClock(1, 0, () => wallMs);
    expect(clock.dueMs).toBe(1000);
    clock.hurry();
    expect(clock.dueMs).toBe(Infinity);
    expect(clock.ms(60)).toBe(0);
  });
});
