import { market } from '#test/trip.samples';
import { ConfigurationError } from '../../shared/configuration';
import { ZoneMap } from '../../shared/geography/zone-map';
import { Regions } from './regions';

const map = ZoneMap.ofNewYork();
const JFK = 132;
const TIMES_SQUARE = 230;
const PARK_SLOPE = 181;
const ST_GEORGE = 206;

const namesOf = (regions: Regions, cityId = 'nyc') => regions.ledIn(cityId).map(({ name }) => name);

function takers(regions: Regions, zoneId: number | null): string[] {
  const at = { ...market, zoneId };
  return regions
    .ledIn('nyc')
    .filter((region) => region.takes(at))
    .map(({ name }) => name);
}

function mistakeIn(names: readonly string[], led?: readonly string[]): string {
  try {
    new Regions(names, led, map);
    return 'none';
  } catch (error) {
    return error instanceof ConfigurationError ? error.message : 'another error';
  }
}

describe('the regions of a city', () => {
  const split = new Regions(['nyc/Manhattan', 'nyc/Brooklyn+Queens'], undefined, map);

  it('are one when nobody splits it', () => {
    const whole = new Regions([], undefined, map);
    expect(namesOf(whole)).toEqual(['nyc']);
    expect(takers(whole, JFK)).toEqual(['nyc']);
  });

  it('are those of its own', () => {
    expect(namesOf(split)).toEqual(['nyc', 'nyc/Manhattan', 'nyc/Brooklyn+Queens']);
    expect(namesOf(split, 'sfo')).toEqual(['sfo']);
  });

  it.each([
    [TIMES_SQUARE, 'nyc/Manhattan'],
    [PARK_SLOPE, 'nyc/Brooklyn+Queens'],
    [JFK, 'nyc/Brooklyn+Queens'],
    [ST_GEORGE, 'nyc'],
    [null, 'nyc'],
  ])('take the search that began in zone %s once: %s', (zoneId, name) => {
    expect(takers(split, zoneId)).toEqual([name]);
  });

  it('are led where it is asked for, by the city as a whole or by part', () => {
    const one = new Regions(['nyc/Manhattan'], ['nyc/Manhattan'], map);
    expect(namesOf(one)).toEqual(['nyc/Manhattan']);
    const other = new Regions(['nyc/Manhattan'], ['nyc'], map);
    expect(namesOf(other)).toEqual(['nyc']);
  });

  it.each([
    [['nyc'], 'DISPATCH_REGIONS: nyc has to be CITY/BOROUGH+BOROUGH'],
    [['nyc/Manhattan', 'nyc/Queens+Manhattan'], 'DISPATCH_REGIONS has nyc/Manhattan twice'],
    [
      ['nyc/Harlem'],
      'DISPATCH_REGIONS: Harlem in nyc/Harlem is none of Bronx, Brooklyn, EWR, Manhattan, Queens, Staten Island',
    ],
  ])('are refused: %j', (names, why) => {
    expect(mistakeIn(names)).toBe(why);
  });

  it('cannot be led when there is none', () => {
    expect(mistakeIn(['nyc/Queens'], ['nyc/Bronx'])).toBe(
      'DISPATCH_LEADS has nyc/Bronx, which is no region',
    );
  });
});
