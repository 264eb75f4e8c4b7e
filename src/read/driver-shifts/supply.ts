import { PHASES, type DriverShift, type Phase } from './driver-shifts.document';

/** Driver seconds by what they were spent on. */
export type PhaseSeconds = Readonly<Record<Phase, number>>;

/** A city's supply in one stretch of time. */
export interface SupplyRow extends PhaseSeconds {
  readonly from: string;
  /** How many had a shift in it, if only for a moment. */
  readonly drivers: number;
  /** All but breaks. */
  readonly online: number;
  /** Of the online time, the share with passengers; null without any. */
  readonly utilisation: number | null;
}

/** Time cut into equal stretches, half open, in ms since 1970. */
export interface Grid {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
}

interface Row {
  readonly drivers: Set<string>;
  readonly ms: Record<Phase, number>;
}

/** What the shifts of a city add up to, stretch by stretch. */
export class Supply {
  private readonly rows: readonly Row[];

  constructor(private readonly grid: Grid) {
    const { fromMs, toMs, stepMs } = grid;
    this.rows = Array.from({ length: Math.ceil((toMs - fromMs) / stepMs) }, () => ({
      drivers: new Set<string>(),
      ms: { ...NOTHING },
    }));
  }

  /** @param now where a shift that lasts is cut off, ms */
  add(shift: Spent & Pick<DriverShift, 'driverId'>, now: number): void {
    for (const { phase, fromMs, untilMs } of stretchesOf(shift, now)) {
      this.spend(shift.driverId, phase, fromMs, untilMs);
    }
  }

  /** The earliest first, those without anybody among them. */
  shown(): SupplyRow[] {
    return this.rows.map((row, index) => {
      const { fromMs, stepMs } = this.grid;
      return { from: new Date(fromMs + index * stepMs).toISOString(), ...shownRow(row) };
    });
  }

  private spend(driverId: string, phase: Phase, beganMs: number, endedMs: number): void {
    const { fromMs, toMs, stepMs } = this.grid;
    let atMs = Math.max(beganMs, fromMs);
    const untilMs = Math.min(endedMs, toMs);
    while (atMs < untilMs) {
      const index = Math.floor((atMs - fromMs) / stepMs);
      const cutMs = Math.min(untilMs, fromMs + (index + 1) * stepMs);
      const row = this.rows[index];
      if (!row) return;
      row.drivers.add(driverId);
      row.ms[phase] += cutMs - atMs;
      atMs = cutMs;
    }
  }
}

const NOTHING: Readonly<Record<Phase, number>> = { open: 0, enRoute: 0, onTrip: 0, onBreak: 0 };

function shownRow({ drivers, ms }: Row): Omit<SupplyRow, 'from'> {
  const onlineMs = ms.open + ms.enRoute + ms.onTrip;
  const utilisation = onlineMs === 0 ? null : Math.round((ms.onTrip / onlineMs) * 1000) / 1000;
  return { drivers: drivers.size, online: onlineMs / 1000, ...inSeconds(ms), utilisation };
}

function inSeconds(ms: Readonly<Record<Phase, number>>): PhaseSeconds {
  const pairs = PHASES.map((phase) => [phase, ms[phase] / 1000] as const);
  return Object.fromEntries(pairs) as Record<Phase, number>;
}

type Spent = Pick<DriverShift, 'spans' | 'endedAt'>;

/** What one shift was spent on so far. @param now where one that lasts is cut off, ms */
export function spentIn(shift: Spent, now: number): PhaseSeconds {
  const ms = { ...NOTHING };
  for (const { phase, fromMs, untilMs } of stretchesOf(shift, now)) {
    ms[phase] += Math.max(0, untilMs - fromMs);
  }
  return inSeconds(ms);
}

/** Each phase lasts until the next begins, the last until the shift's end or `now`. */
function stretchesOf({ spans, endedAt }: Spent, now: number) {
  return spans.map(({ phase, from }, index) => {
    const until = spans[index + 1]?.from ?? endedAt;
    return { phase, fromMs: Date.parse(from), untilMs: until === null ? now : Date.parse(until) };
  });
}
