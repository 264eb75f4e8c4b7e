import { Db, MongoClient } from 'mongodb';
import type { DriverId } from '../../shared/kernel/ids';
import { PingDoor } from './ping-door';
import { Recorder } from './recorder';
import { Whereabouts } from './whereabouts';

const NOW = Date.parse('2014-04-01T12:00:00.000Z');
const [ann, bob] = ['ann', 'bob'] as DriverId[] as [DriverId, DriverId];
const point = { at: '2014-04-01T11:59:58.000Z', lat: 40.7, lon: -73.9, accuracyM: 8 };

/** Nothing is written: nobody flushes. */
function door(erased: readonly DriverId[] = []) {
  const whereabouts = new Whereabouts(() => NOW);
  const recorder = new Recorder(new Db(new MongoClient('mongodb://unused'), 'unused'), {
    door: whereabouts.door,
  });
  const isErased = (driverId: DriverId) => erased.includes(driverId);
  const clock = { nowMs: NOW };
  const parts = { whereabouts, recorder, isErased, now: () => clock.nowMs };
  return { clock, recorder, whereabouts, door: new PingDoor(parts) };
}

describe('the door for pings', () => {
  it('notes what is to be written, and counts what it took', () => {
    const { door: it, recorder } = door();
    expect(it.take(ann, [point, point])).toEqual({
      accepted: 1,
      dropped: [{ reason: 'NOT_NEWER', points: 1 }],
    });
    expect(recorder.waiting).toBe(2);
    expect([...it.counts]).toEqual([
      ['ACCEPTED', 1],
      ['NOT_NEWER', 1],
    ]);
  });

  it('keeps nothing of whoever was erased', () => {
    const { door: it, recorder, whereabouts } = door([ann]);
    expect(() => it.take(ann, [point])).toThrow('This driver was erased');
    expect([recorder.waiting, whereabouts.size]).toEqual([0, 0]);
    expect(it.take(bob, [point])).toMatchObject({ accepted: 1 });
  });

  it('is closed to one driver who comes too often, for a while', () => {
    const { door: it, clock } = door();
    for (let call = 0; call < 60; call++) it.take(ann, [point]);
    expect(() => it.take(ann, [point])).toThrow('More than 60 times in 20 s');
    expect(it.take(bob, [point])).toMatchObject({ accepted: 1 });
    clock.nowMs += 40_000;
    expect(it.take(ann, [point])).toMatchObject({ accepted: 0 });
  });
});
