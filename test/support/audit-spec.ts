import { InvariantsCheck, type AuditWhat } from '../../src/audit/invariants';
import type { CityEvent } from '../../src/shared/events/city.events';
import { recorded, type Happened } from './projection-spec';

type Told = CityEvent | Happened;

export const auditOf = (history: readonly Told[], what: AuditWhat = {}) => {
  const check = new InvariantsCheck(what);
  for (const event of recorded(history)) check.take(event);
  return check.end();
};

/** Given a history, then an invariant is broken as often as there are words, each said of one place. */
export function given(...history: readonly Told[]) {
  return {
    thenHolds: () => expect(auditOf(history).findings).toEqual([]),
    thenBreaks: (invariant: string, ...words: readonly string[]) => {
      const { findings, invariants } = auditOf(history);
      const said = findings.filter((each) => each.invariant === invariant);
      expect(said.map(({ what }) => what)).toEqual(words);
      expect(invariants[invariant]?.broken).toBe(words.length);
    },
  };
}
