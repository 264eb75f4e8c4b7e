import * as fc from 'fast-check';
import { PHASES, type Span } from './driver-shifts.document';
import { spentIn, Supply } from './supply';

const MINUTE_MS = 60_000;
const instant = (minute: number) =>
  new Date(Date.UTC(2014, 3, 1) + minute * MINUTE_MS).toISOString();
const at = (minute: number) => Date.parse(instant(minute));
const hours = { fromMs: at(60), toMs: at(180), stepMs: 60 * MINUTE_MS };

const bobs = { driverId: 'bob', endedAt: instant(150) };
const spans: readonly Span[] = [
  { phase: 'open', from: instant(30) },
  { phase: 'onTrip', from: instant(90) },
  { phase: 'onBreak', from: instant(130) },
];

describe('the supply of a city', () => {
  it('is cut into hours, and what lies outside is left out', () => {
    const supply = new Supply(hours);
    supply.add({ ...bobs, spans }, at(1000));
    supply.add(
      { driverId: 'cleo', endedAt: null, spans: [{ phase: 'enRoute', from: instant(170) }] },
      at(175),
    );
    expect(supply.shown()).toEqual([
      {
        ...{ from: instant(60), drivers: 1, online: 3600, utilisation: 0.5 },
        ...{ open: 1800, enRoute: 0, onTrip: 1800, onBreak: 0 },
      },
      {
        ...{ from: instant(120), drivers: 2, online: 900, utilisation: 0.667 },
        ...{ open: 0, enRoute: 300, onTrip: 600, onBreak: 1200 },
      },
    ]);
  });

  it('has a row for the time in which nobody drove, without a utilisation', () => {
    const [row] = new Supply(hours).shown();
    expect(row).toMatchObject({ drivers: 0, online: 0, utilisation: null });
  });

  it('adds up to what the shifts lasted, however it is cut', () => {
    const gaps = fc.array(fc.tuple(fc.constantFrom(...PHASES), fc.nat(90)), { minLength: 1 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 70 }), (lasting, stepMinutes) => {
        let minute = 0;
        const went = lasting.map(([phase, minutes]): Span => {
          const span = { phase, from: instant(minute) };
          minute += minutes;
          return span;
        });
        const supply = new Supply({
          ...{ fromMs: at(0), toMs: at(minute), stepMs: stepMinutes * MINUTE_MS },
        });
        const shift = { driverId: 'bob', startedAt: instant(0), endedAt: instant(minute) };
        supply.add({ ...shift, spans: went }, 0);
        const rows = supply.shown();
        const whole = spentIn({ ...shift, spans: went }, at(minute));
        for (const phase of PHASES) {
          const meant = lasting
            .filter(([each]) => each === phase)
            .reduce((sum, [, minutes]) => sum + minutes * 60, 0);
          expect(rows.reduce((sum, row) => sum + row[phase], 0)).toBe(meant);
          expect(whole[phase]).toBe(meant);
        }
      }),
      { seed: 11 },
    );
  });
});
