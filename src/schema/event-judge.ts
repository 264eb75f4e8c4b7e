import { eventValidator } from '../shared/events/event-validator';
import type { Shape, UpcasterChain } from '../shared/events/upcast';

/** What is wrong with a stored event, or undefined: whether it lifts, and whether that is today's shape. */
export type Judge = (stored: Shape & { readonly data: object }) => string | undefined;

/** Judges stored events by this chain. Each schema is compiled once, here. */
export function judgeBy(chain: UpcasterChain): Judge {
  const faultOf = eventValidator(chain.declarations);
  return (stored) => {
    try {
      return chain
        .lift(stored)
        .map(faultOf)
        .find((fault) => fault !== undefined);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
}
