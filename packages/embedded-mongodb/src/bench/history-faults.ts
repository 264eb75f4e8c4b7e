/** What one client did: each register it wrote got the next number, so that its numbers are its history. */
export interface Step {
  /** When it was begun and answered, on a clock that all clients share. */
  readonly began: number;
  readonly ended: number;
  /** The registers as the step read them, all in one snapshot. */
  readonly seen?: readonly number[];
  /** The number it gave to each register that it wrote. */
  readonly writes: ReadonlyMap<number, number>;
  /** How many were on duty when it asked. */
  readonly onDuty?: number;
}

type Reader = Step & { readonly seen: readonly number[] };

function includes(seen: readonly number[], [register, n]: readonly [number, number]): boolean {
  return (seen[register] ?? 0) >= n;
}

function isBefore(a: readonly number[], b: readonly number[]): boolean {
  return a.every((n, i) => n <= (b[i] ?? 0));
}

/** Each number of a register was given once, and the last one is what it has: no update was lost or made twice. */
function lostUpdates(steps: readonly Step[], final: readonly number[]): string[] {
  return final.flatMap((last, register) => {
    const given = steps.flatMap(({ writes }) => writes.get(register) ?? []).sort((a, b) => a - b);
    const whole = given.length === last && given.every((n, i) => n === i + 1);
    return whole ? [] : [`register ${register} has ${last} after ${given.join(', ')}`];
  });
}

function brokenSnapshot({ seen, writes }: Reader, steps: readonly Step[]): string[] {
  const found: string[] = [];
  if (seen.some((n) => n < 0)) found.push(`${seen.join(', ')} shows what was aborted`);
  if ([...writes].some(([register, n]) => n !== (seen[register] ?? 0) + 1)) {
    found.push(`a write did not follow from ${seen.join(', ')}`);
  }
  for (const other of steps) {
    const shown = [...other.writes].filter((write) => includes(seen, write)).length;
    if (shown > 0 && shown < other.writes.size) {
      found.push(`${seen.join(', ')} shows half of a transaction`);
    }
  }
  return found;
}

/** Snapshots can be put in a row in which no register goes back: each is the state after some first commits. */
function unorderedSnapshots(readers: readonly Reader[]): string[] {
  const total = ({ seen }: Reader) => seen.reduce((sum, n) => sum + n, 0);
  const row = [...readers].sort((a, b) => total(a) - total(b));
  return row.flatMap(({ seen }, i) => {
    const before = row[i - 1]?.seen ?? [];
    return isBefore(before, seen) ? [] : [`${before.join(', ')} and ${seen.join(', ')}`];
  });
}

/** What was answered before a snapshot was asked for is in it. */
function staleSnapshots(readers: readonly Reader[], steps: readonly Step[]): string[] {
  return readers.flatMap(({ began, seen }) => {
    const earlier = steps.filter(({ ended }) => ended < began);
    const missed = earlier.flatMap(({ writes }) => [...writes]).find((one) => !includes(seen, one));
    return missed ? [`${seen.join(', ')} lacks ${missed[1]} of register ${missed[0]}`] : [];
  });
}

/** What no sequence of the steps, in an order that agrees with their times, explains. */
export function historyFaults(steps: readonly Step[], final: readonly number[]): string[] {
  const readers = steps.filter((step): step is Reader => step.seen !== undefined);
  return [
    ...lostUpdates(steps, final),
    ...readers.flatMap((reader) => brokenSnapshot(reader, steps)),
    ...unorderedSnapshots(readers),
    ...staleSnapshots(readers, steps),
    ...steps.flatMap(({ onDuty }) => (onDuty === 0 ? ['nobody was on duty'] : [])),
  ];
}
