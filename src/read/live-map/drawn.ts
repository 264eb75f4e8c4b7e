import { cellToLatLng, cellToParent, latLngToCell } from 'h3-js';
import { secondsAfter } from '../../shared/kernel/time';
import type { DriverPosition } from './driver-positions';
import type { CellOnMap, DriverOnMap, OnMap } from './live-map.document';

/** H3: what events are counted by. */
const CELL_RESOLUTION = 8;
/** Offers that are older say nothing about how near drivers are now. */
const RECENT_S = 600;

export const RESOLUTIONS = [8, 7] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** How many drivers do what. Whoever is not heard counts as unreachable, whatever they did before. */
export interface Supply {
  readonly available: number;
  readonly reserved: number;
  /** On the way to a pickup, or waiting there. */
  readonly enRoute: number;
  readonly onTrip: number;
  readonly onBreak: number;
  readonly unreachable: number;
}

export interface ShownCell extends Supply {
  readonly cell: string;
  /** Its centre. */
  readonly lat: number;
  readonly lon: number;
  readonly openRequests: number;
  /** When the one that has waited longest was asked for. */
  readonly oldestRequestAt: string | null;
  /** The mean over the offers of the last ten minutes for pickups here; null without any. */
  readonly meanPickupEtaS: number | null;
}

export interface DrawnMap {
  readonly cells: readonly ShownCell[];
  /** Drivers at work of whom nobody knows where they are. */
  readonly unplaced: Supply;
}

const NOBODY: Supply = {
  ...{ available: 0, reserved: 0, enRoute: 0, onTrip: 0, onBreak: 0, unreachable: 0 },
};

interface Gathered {
  supply: Supply;
  readonly open: string[];
  readonly etas: number[];
}

/** Puts what events know and what pings say on one map. @param at the moment of asking */
export function drawn(
  known: Iterable<OnMap>,
  positions: ReadonlyMap<string, DriverPosition>,
  resolution: Resolution,
  at: string,
): DrawnMap {
  const cells = new Map<string, Gathered>();
  let unplaced = NOBODY;
  const gathered = (cell: string): Gathered => {
    const key = resolution === CELL_RESOLUTION ? cell : cellToParent(cell, resolution);
    const found = cells.get(key) ?? { supply: NOBODY, open: [], etas: [] };
    cells.set(key, found);
    return found;
  };
  const recent = secondsAfter(at, -RECENT_S);
  for (const each of known) {
    if (each.kind === 'cell') gather(gathered, each, recent);
    else {
      const cell = cellOf(each, positions.get(each.driverId));
      if (cell === null) unplaced = oneMore(unplaced, each);
      else {
        const into = gathered(cell);
        into.supply = oneMore(into.supply, each);
      }
    }
  }
  const shown = [...cells].map(([cell, into]) => shownCell(cell, into));
  return { cells: shown.sort((a, b) => (a.cell < b.cell ? -1 : 1)), unplaced };
}

function gather(gathered: (cell: string) => Gathered, known: CellOnMap, recent: string): void {
  const { cell, open, offers } = known;
  const etas = offers.filter((each) => each.at >= recent).map(({ pickupEtaS }) => pickupEtaS);
  if (open.length === 0 && etas.length === 0) return;
  const into = gathered(cell);
  into.open.push(...open.map(({ requestedAt }) => requestedAt));
  into.etas.push(...etas);
}

/** Whichever is later: the last ping, or the last event that named a place. */
function cellOf({ place }: DriverOnMap, position: DriverPosition | undefined): string | null {
  if (!position || (place && place.at > position.seenAt)) return place?.cell ?? null;
  return latLngToCell(position.lat, position.lon, CELL_RESOLUTION);
}

const COUNTED_AS = {
  ...{ Available: 'available', Reserved: 'reserved', EnRoute: 'enRoute', AtPickup: 'enRoute' },
  ...{ OnTrip: 'onTrip', OnBreak: 'onBreak' },
} as const satisfies Record<DriverOnMap['shiftState'], keyof Supply>;

function oneMore(supply: Supply, { shiftState, isReachable }: DriverOnMap): Supply {
  const as = isReachable ? COUNTED_AS[shiftState] : 'unreachable';
  return { ...supply, [as]: supply[as] + 1 };
}

function shownCell(cell: string, { supply, open, etas }: Gathered): ShownCell {
  const [lat, lon] = cellToLatLng(cell);
  const oldestRequestAt = open.reduce<string | null>(
    (oldest, each) => (oldest !== null && oldest < each ? oldest : each),
    null,
  );
  return {
    ...{ cell, lat: rounded(lat), lon: rounded(lon), openRequests: open.length, oldestRequestAt },
    ...{ ...supply, meanPickupEtaS: meanOf(etas) },
  };
}

const rounded = (degrees: number) => Math.round(degrees * 1e5) / 1e5;

function meanOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return Math.round(values.reduce((sum, each) => sum + each, 0) / values.length);
}
