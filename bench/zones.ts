import { ZoneMap } from '../src/shared/geography/zone-map';
import type { Benchmark } from './benchmark';
import { pickups } from './journeys';

const LOOK_UPS = 1_000_000;

/** In which taxi zone real pickups lie. */
export const zones: Benchmark = {
  name: 'zones',
  run: async () => {
    const points = await pickups();
    const map = ZoneMap.ofNewYork();
    let inside = 0;
    const lookUp = (times: number) => {
      const began = performance.now();
      for (let done = 0; done < times; done += points.length) {
        for (const point of points) if (map.zoneAt(point)) inside += 1;
      }
      return times / ((performance.now() - began) / 1000);
    };
    lookUp(LOOK_UPS / 10);
    const value = lookUp(LOOK_UPS);
    if (inside === 0) throw new Error('No pickup of the sample lies in a zone');
    return [{ what: 'zone look-ups of real pickups', value, unit: '/s', target: '200000/s' }];
  },
};
