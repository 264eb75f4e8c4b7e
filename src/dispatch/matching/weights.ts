/** What counts how much. Costs are seconds of pickup time, so that each part says what it is worth waiting for. */
export interface Weights {
  /** Recorded with each decision; a changed figure needs another. */
  readonly version: string;
  /** Seconds for an offer that is certain to be refused. */
  readonly refusal: number;
  /** Seconds for a trip that is certain to be given back. */
  readonly givingBack: number;
  /** Seconds for each star below five. */
  readonly star: number;
  /** Seconds against a driver who earns twice the median; as many in favour of one who earns nothing. */
  readonly fairness: number;
  /** Seconds in favour of a request, for each that it has waited. */
  readonly waiting: number;
  /** Seconds in favour of a request that lost its driver. */
  readonly reassignment: number;
  /** Worth waiting for a driver who is about to be free. */
  readonly hold: { readonly aboveEtaS: number; readonly underAgeS: number; readonly gain: number };
  /** How near to the end of a trip, in time and from its end to the pickup, the next may be queued. */
  readonly queue: { readonly withinS: number; readonly withinM: number };
}

/** Starting points, for a city to tune by simulation. */
export const WEIGHTS: Weights = {
  version: 'batch-v1.1',
  ...{ refusal: 120, givingBack: 60, star: 20, fairness: 60, waiting: 0.5, reassignment: 60 },
  hold: { aboveEtaS: 480, underAgeS: 10, gain: 0.25 },
  queue: { withinS: 300, withinM: 1000 },
};
