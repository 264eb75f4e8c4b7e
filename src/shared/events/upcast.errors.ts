import { shapeName, type Shape } from './upcaster';

/** Nothing declared, and no chain of upcasters, knows this stored event. */
export class UnknownShape extends Error {
  constructor(readonly shape: Shape) {
    super(`No declaration and no upcaster knows ${shapeName(shape)}`);
  }
}

/** A step promised one number of events and made another: nothing of the stored event may be lost or made up. */
export class UnevenLift extends Error {
  constructor({ from, to }: { readonly from: Shape; readonly to: readonly Shape[] }, made: number) {
    super(`${shapeName(from)} became ${made} events instead of ${to.length}`);
  }
}

/** No downcaster leads from today's shape to the one that a consumer reads. */
export class NoWayDown extends Error {
  constructor(readonly wanted: Shape) {
    super(`No downcaster leads to ${shapeName(wanted)}`);
  }
}

/** The upcasters do not form a whole: raised at start-up, so that no process reads with a broken chain. */
export class BrokenUpcasters extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The upcasters are broken: ${faults.join('; ')}`);
  }
}
