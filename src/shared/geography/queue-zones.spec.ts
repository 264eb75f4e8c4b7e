import { ConfigurationError } from '../configuration';
import { QueueZones } from './queue-zones';
import { ZoneMap } from './zone-map';

const map = ZoneMap.ofNewYork();
const zones = new QueueZones([1, 132, 138], map);

describe('the fences in which drivers wait', () => {
  it.each([
    ['JFK', { lat: 40.6446, lon: -73.7825 }, 132],
    ['LaGuardia', { lat: 40.7743, lon: -73.8715 }, 138],
    ['Newark', { lat: 40.6895, lon: -74.1745 }, 1],
    ['Times Square', { lat: 40.758, lon: -73.9855 }, null],
    ['the sea', { lat: 40.4, lon: -73.5 }, null],
  ])('are the zones that were asked for: %s', (_, point, zoneId) => {
    expect(zones.at(point)).toBe(zoneId);
  });

  it('are none of a zone that is on no map', () => {
    expect(() => new QueueZones([132, 999], map)).toThrow(ConfigurationError);
    expect(() => new QueueZones([132, 999], map)).toThrow('QUEUE_ZONES: there is no taxi zone 999');
  });
});
