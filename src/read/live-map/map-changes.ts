import type { DrawnMap, ShownCell, Supply } from './drawn';

/** What is different from the map before: cells that changed or are new, and those where nothing is any more. */
export interface MapChanges {
  readonly cells: readonly ShownCell[];
  readonly gone: readonly string[];
  /** Null while it is the same. */
  readonly unplaced: Supply | null;
}

/** Undefined when the two show the same. */
export function changesBetween(before: DrawnMap, after: DrawnMap): MapChanges | undefined {
  const known = new Map(before.cells.map((each) => [each.cell, JSON.stringify(each)]));
  const cells = after.cells.filter((each) => known.get(each.cell) !== JSON.stringify(each));
  for (const { cell } of after.cells) known.delete(cell);
  const gone = [...known.keys()];
  const isSame = JSON.stringify(before.unplaced) === JSON.stringify(after.unplaced);
  if (cells.length === 0 && gone.length === 0 && isSame) return undefined;
  return { cells, gone, unplaced: isSame ? null : after.unplaced };
}
