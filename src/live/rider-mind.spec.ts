import { Random } from '../replay/random';
import { CityClock } from './clock';
import { RiderMind } from './rider-mind';
import type { TripView } from './views';

let wallMs: number;
beforeEach(() => {
  wallMs = 0;
});

function ada(seed = 'ada') {
  const clock = new CityClock(60, 0, () => wallMs);
  const mind = new RiderMind(new Random(seed), clock);
  const sees = (status: string, change: Partial<TripView> = {}) =>
    mind.sees({ tripId: 'trip-1', status, reason: null, driver: null, stops: [], ...change });
  return { mind, clock, sees, next: () => mind.next(clock.dueMs) };
}
const driver = { driverId: 'bob' };

describe('a rider', () => {
  it('waits as long as the platform needs to ask, and then loses patience', () => {
    const { mind, next, sees } = ada();
    expect(next()).toBeUndefined();
    sees('Matching');
    wallMs = next() as number;
    expect(wallMs).toBeGreaterThan(32_000);
    const act = { do: 'cancel', reasonCode: 'WAIT_TOO_LONG' } as const;
    expect(next()).toEqual(act);
    mind.did(act);
    expect(next()).toBeUndefined();
    sees('Cancelled', { reason: 'WAIT_TOO_LONG' });
    expect(next()).toEqual({ do: 'leave', outcome: { is: 'cancelled' } });
  });

  it('is patient with a driver who is on the way, but for a few who think again', () => {
    const cancels = Array.from({ length: 200 }, (_, n) => {
      const { next, sees, clock } = ada(`ada-${n}`);
      sees('EnRoute', { driver });
      clock.hurry();
      return next();
    });
    const again = cancels.filter((act) => act !== undefined);
    expect(again.length).toBeGreaterThan(0);
    expect(again.length).toBeLessThan(20);
    for (const act of again) expect(act).toEqual({ do: 'cancel', reasonCode: 'PLANS_CHANGED' });
  });

  it('pays at the end, once', () => {
    const { mind, next, sees } = ada();
    sees('InProgress', { driver });
    expect(next()).toBeUndefined();
    sees('Completed', { driver });
    expect(next()).toEqual({ do: 'pay' });
    sees('Settled', { driver });
    mind.did({ do: 'pay' });
    expect(next()).toEqual({ do: 'leave', outcome: { is: 'completed' } });
  });

  it('leaves when nobody was found', () => {
    const { next, sees } = ada();
    sees('Unfulfilled', { reason: 'NO_SUPPLY' });
    const outcome = { is: 'unfulfilled', reason: 'NO_SUPPLY' };
    expect(next()).toEqual({ do: 'leave', outcome });
  });
});
