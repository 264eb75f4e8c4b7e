import { v5 as uuid } from 'uuid';
import { causationOf, type Decided } from './causation';
import type { Told } from './told';
import { traceInWords } from './trace-words';

const POLICY = 'when-trip-scheduled-activate-it';
const DUE = '5f0d6a0e-6a3e-5b5c-8d5f-0f4f6f3c9a11';
let place = 0;
beforeEach(() => (place = 0));

/** An event a tenth of a second after the one before. */
function told(type: string, commandId: string, change: Partial<Told> = {}): Told {
  place += 1;
  const at = new Date(Date.UTC(2014, 3, 1) + place * 100).toISOString();
  return {
    ...{ type, id: `event-${place}`, ids: [`event-${place}`], stream: 'trip-1', revision: place },
    ...{ position: String(place).padStart(4, '0'), recordedAt: at, occurredAt: at },
    ...{ correlationId: 'ride', causationId: commandId, commandId, actor: 'rider:ada' },
    ...{ traceparent: null, data: {} },
    ...change,
  };
}

const process = (type: string, commandId: string, data: object, change: Partial<Told> = {}) =>
  told(type, commandId, {
    ...{ stream: `process-${POLICY}-1`, actor: `system:${POLICY}` },
    data: { process: POLICY, instance: '1', ...data },
    ...change,
  });
const timer = { timer: 'activate', dueAt: '2014-04-01T09:00:00.000Z' };

/** The tree with each command or process by its events' types. */
const shown = ({ events, then }: Decided): unknown => [
  ...events.map((each) => [each.event.type, ...each.then.map(shown)]),
  ...then.map(shown),
];

describe('what followed from what', () => {
  it('goes over a process, its timer, and the command that it sent', () => {
    const booked = told('TripScheduled', 'book');
    const set = process('TimerSet', 'watch', timer, { causationId: booked.id });
    const fired = process('TimerFired', DUE, timer);
    const activated = told('TripActivated', uuid(`${POLICY}/0`, DUE));
    const roots = causationOf([booked, set, fired, activated]);
    expect(roots.map(shown)).toEqual([
      [['TripScheduled', [['TimerSet', [['TimerFired'], [['TripActivated']]]]]]],
    ]);
  });

  it('hangs a command on the very event that caused it, by the id of one of its parts', () => {
    const picked = told('RiderPickedUp', 'pick', { ids: ['event-1', 'part-of-it'] });
    const next = told('TripSettled', 'settle', { causationId: 'part-of-it' });
    expect(causationOf([picked, next]).map(shown)).toEqual([
      [['RiderPickedUp', [['TripSettled']]]],
    ]);
  });

  it('begins anew where the cause is not known, and keeps what one command decided together', () => {
    const events = [told('A', 'one'), told('B', 'one'), told('C', 'two', { causationId: 'gone' })];
    expect(causationOf(events).map(shown)).toEqual([[['A'], ['B']], [['C']]]);
  });

  it('never takes a later event for a cause', () => {
    const early = told('A', 'one', { causationId: 'event-2' });
    const late = told('B', 'two', { causationId: 'event-1' });
    expect(causationOf([early, late]).map(shown)).toEqual([[['A', [['B']]]]]);
  });

  it('takes an hour-old timer of the same name for another', () => {
    const set = process('TimerSet', 'watch', { ...timer, dueAt: '2014-04-01T08:00:00.000Z' });
    const fired = process('TimerFired', 'due', timer);
    expect(causationOf([set, fired]).map(shown)).toEqual([[['TimerSet']], [['TimerFired']]]);
  });

  it('is told in one line each, and says who has read to its end', () => {
    const booked = told('TripScheduled', 'book');
    const set = process('TimerSet', 'watch', timer, { causationId: booked.id });
    const declined = process('CommandDeclined', 'no', { commandId: 'x', code: 'TRIP_GONE' });
    const lines = traceInWords(causationOf([booked, set, declined]), [
      { kind: 'projection', name: 'rider_trips', position: '0009', time: 'noon', reached: true },
      { kind: 'policy', name: POLICY, position: null, time: null, reached: false },
    ]);
    expect(lines).toEqual([
      'command trip-1 by rider:ada (book) 2014-04-01T00:00:00.100Z',
      '  TripScheduled @1 +0 ms',
      `    process ${POLICY} 1 by system:${POLICY} (watch) 2014-04-01T00:00:00.200Z`,
      '      TimerSet activate for 2014-04-01T09:00:00.000Z @2 +100 ms',
      `process ${POLICY} 1 by system:${POLICY} (no) 2014-04-01T00:00:00.300Z`,
      '  CommandDeclined x: TRIP_GONE @3 +200 ms',
      'projection rider_trips: reached, at noon',
      `policy ${POLICY}: not reached`,
    ]);
  });
});
