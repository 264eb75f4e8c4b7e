import { setImmediate as settled } from 'node:timers/promises';
import type { ReadModel } from './read-models';
import { Watch } from './watch';

/** A clock that goes on when the spec says so, and a read model that is where the spec puts it. */
function stage() {
  let [now, looks] = [0, 0];
  let position = '1';
  let fault: Error | undefined;
  const pauses: (() => void)[] = [];
  const time = {
    now: () => now,
    pause: (ms: number) =>
      new Promise<void>((go) => {
        pauses.push(() => {
          now += ms;
          go();
        });
      }),
  };
  const look = () => {
    looks += 1;
    return fault ? Promise.reject(fault) : Promise.resolve({ live: { position } } as ReadModel);
  };
  return {
    watch: new Watch(look, time),
    looks: () => looks,
    pauses: () => pauses.length,
    moveTo: (to: string) => (position = to),
    fail: (error: Error | undefined) => (fault = error),
    /** One pause ends, and all that follows from it. */
    tick: async () => {
      pauses.shift()?.();
      await settled();
    },
  };
}

const at = (position: string) => (seen: ReadModel | null) => seen?.live.position === position;
const HOUR = 3_600_000;

describe('a watch on a read model', () => {
  it('looks once for everybody, however many wait, and wakes each when it is there', async () => {
    const { watch, looks, pauses, moveTo, tick } = stage();
    const [first, second] = [[] as unknown[], [] as unknown[]];
    const waits = Array.from({ length: 500 }, (_, index) =>
      watch.until(at(index < 250 ? '2' : '3'), HOUR).then((seen) => {
        (index < 250 ? first : second).push(seen?.live.position);
      }),
    );
    await tick();
    expect([looks(), watch.waiters, pauses()]).toEqual([1, 500, 1]);
    moveTo('2');
    await tick();
    expect([looks(), watch.waiters]).toEqual([2, 250]);
    expect(new Set(first)).toEqual(new Set(['2']));
    moveTo('3');
    await tick();
    await Promise.all(waits);
    expect([looks(), first.length, second.length]).toEqual([3, 250, 250]);
  });

  it('does not look while nobody waits, and looks again for the next', async () => {
    const { watch, looks, pauses, moveTo, tick } = stage();
    const once = watch.until(at('1'), HOUR);
    await tick();
    await once;
    expect([looks(), pauses(), watch.waiters]).toEqual([1, 0, 0]);
    const again = watch.until(at('2'), HOUR);
    moveTo('2');
    await tick();
    expect((await again)?.live.position).toBe('2');
    expect([looks(), pauses()]).toEqual([2, 0]);
  });

  it('answers with what it saw last when patience ends, each in its own time', async () => {
    const { watch, looks, tick } = stage();
    const short = watch.until(at('2'), 20);
    const long = watch.until(at('2'), 50);
    await tick();
    await tick();
    expect((await short)?.live.position).toBe('1');
    expect(watch.waiters).toBe(1);
    await tick();
    await tick();
    expect((await long)?.live.position).toBe('1');
    expect(looks()).toBe(4);
  });

  it('tells everybody who waited that a look failed, and goes on for those who come then', async () => {
    const { watch, fail, tick } = stage();
    const waits = [watch.until(at('2'), HOUR), watch.until(at('3'), HOUR)].map((wait) =>
      expect(wait).rejects.toThrow('away'),
    );
    fail(new Error('away'));
    await tick();
    await Promise.all(waits);
    fail(undefined);
    const next = watch.until(at('1'), HOUR);
    await tick();
    expect((await next)?.live.position).toBe('1');
  });
});
