import fc from 'fast-check';
import { TimerWindow, type PendingTimer } from './timer-window';

const timer = (instance: number, at: number): PendingTimer => ({
  ...{ process: 'p', instance: String(instance), timer: 't', correlationId: 'c' },
  ...{ dueAt: String(at), at },
});

const steps = fc.array(
  fc.oneof(
    fc.record({ add: fc.tuple(fc.nat(20), fc.nat(100)) }),
    fc.record({ remove: fc.tuple(fc.nat(20), fc.nat(100)) }),
    fc.record({ take: fc.nat(100) }),
  ),
  { maxLength: 120 },
);

const order = (a: PendingTimer, b: PendingTimer) => a.at - b.at;

describe('the timers in memory', () => {
  it('are a sorted list of whatever is due before the horizon', () =>
    fc.assert(
      fc.property(steps, fc.integer({ min: 2, max: 12 }), (wishes, most) => {
        const window = new TimerWindow(most);
        let model: PendingTimer[] = [];
        for (const wish of wishes) {
          if ('add' in wish) {
            const added = timer(...wish.add);
            if (!model.some((each) => each.instance === added.instance && each.at === added.at)) {
              if (added.at < window.horizon) model.push(added);
            }
            window.add(added);
          } else if ('remove' in wish) {
            const gone = timer(...wish.remove);
            window.remove(gone);
            model = model.filter((each) => each.instance !== gone.instance || each.at !== gone.at);
          } else {
            const due = model.filter(({ at }) => at <= wish.take).sort(order);
            const taken = window.takeDue(wish.take);
            expect(taken?.at).toBe(due[0]?.at);
            model = model.filter(
              (each) => each.instance !== taken?.instance || each.at !== taken.at,
            );
          }
          model = model.filter(({ at }) => at < window.horizon);
          expect(window.size).toBe(model.length);
          expect(window.next).toBe(Math.min(Infinity, ...model.map(({ at }) => at)));
        }
      }),
    ));

  it('are as many as they may be, or those of one millisecond', () =>
    fc.assert(
      fc.property(fc.array(fc.nat(30), { maxLength: 200 }), (times) => {
        const window = new TimerWindow(10);
        times.forEach((at, instance) => window.add(timer(instance, at)));
        const together = Math.max(
          0,
          ...times.map((at) => times.filter((each) => each === at).length),
        );
        expect(window.size).toBeLessThanOrEqual(Math.max(10, 2 * together));
      }),
    ));
});
