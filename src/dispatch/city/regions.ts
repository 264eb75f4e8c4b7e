import { ConfigurationError } from '../../shared/configuration';
import type { Market } from '../../shared/events/trip.shapes';

/** A part of a city that is matched by a leader of its own: some of its boroughs, or all that no other part has. */
export interface Region {
  /** `nyc/Brooklyn+Queens`, or `nyc` for what is left of it, drivers' watch included. */
  readonly name: string;
  readonly isRest: boolean;
  /** Whether a search that began there is this region's. Drivers are nobody's: their shifts' locks say who gets them. */
  takes(market: Market): boolean;
}

/** A city that is not split. */
export const WHOLE_CITY: Region = { name: 'all of it', isRest: true, takes: () => true };

/** Of a taxi zone; undefined outside every zone. */
type BoroughOf = (zoneId: number) => string | undefined;

interface Part {
  readonly name: string;
  readonly cityId: string;
  readonly boroughs: readonly string[];
}

/** How the cities are split, and which parts this process may lead. */
export class Regions {
  private readonly parts: readonly Part[];

  /**
   * @param names of the parts, `CITY/BOROUGH+BOROUGH`
   * @param led names of what this process may lead; everything without
   * @throws ConfigurationError when a borough is unknown, or in two parts, or what is to be led is no part
   */
  constructor(
    names: readonly string[],
    private readonly led: readonly string[] | undefined,
    private readonly map: { readonly boroughs: ReadonlySet<string>; readonly boroughOf: BoroughOf },
  ) {
    this.parts = names.map(partOf);
    this.refuseUnknown();
    this.refuseOverlaps();
    const unknown = led?.find((name) => name.includes('/') && !names.includes(name));
    if (unknown) throw new ConfigurationError(`DISPATCH_LEADS has ${unknown}, which is no region`);
  }

  /** The parts of a city that this process may lead. */
  ledIn(cityId: string): Region[] {
    const parts = this.parts.filter((part) => part.cityId === cityId);
    const elsewhere = new Set(parts.flatMap(({ boroughs }) => boroughs));
    const rest = {
      ...{ name: cityId, isRest: true },
      takes: (market: Market) => !elsewhere.has(this.boroughAt(market)),
    };
    const regions = parts.map(({ name, boroughs }) => ({
      ...{ name, isRest: false },
      takes: (market: Market) => boroughs.includes(this.boroughAt(market)),
    }));
    return [rest, ...regions].filter(({ name }) => this.led?.includes(name) ?? true);
  }

  private boroughAt({ zoneId }: Market): string {
    return (zoneId === null ? undefined : this.map.boroughOf(zoneId)) ?? '';
  }

  private refuseUnknown(): void {
    const { boroughs: known } = this.map;
    for (const { name, boroughs } of this.parts) {
      const unknown = boroughs.find((borough) => !known.has(borough));
      if (unknown === undefined) continue;
      const list = [...known].sort().join(', ');
      throw new ConfigurationError(`DISPATCH_REGIONS: ${unknown} in ${name} is none of ${list}`);
    }
  }

  private refuseOverlaps(): void {
    const all = this.parts.flatMap(({ cityId, boroughs }) =>
      boroughs.map((borough) => `${cityId}/${borough}`),
    );
    const twice = all.find((each, index) => all.indexOf(each) !== index);
    if (twice) throw new ConfigurationError(`DISPATCH_REGIONS has ${twice} twice`);
  }
}

function partOf(name: string): Part {
  const [cityId, boroughs] = name.split('/');
  if (!cityId || !boroughs) {
    throw new ConfigurationError(`DISPATCH_REGIONS: ${name} has to be CITY/BOROUGH+BOROUGH`);
  }
  return { name, cityId, boroughs: boroughs.split('+') };
}
