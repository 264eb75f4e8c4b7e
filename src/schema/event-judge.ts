import type { DomainEvent } from '../shared/events/event';
import { eventValidator } from '../shared/events/event-validator';
import type { UpcasterChain } from '../shared/events/upcast';

/** What is wrong with events of the past, or undefined: whether they lift, and whether that is today's shape. */
export type Judge = (lift: () => readonly DomainEvent[]) => string | undefined;

/** Judges by what this chain declares. Each schema is compiled once, here. */
export function judgeBy(chain: UpcasterChain): Judge {
  const faultOf = eventValidator(chain.declarations);
  return (lift) => {
    try {
      for (const event of lift()) {
        const fault = faultOf(event);
        if (fault !== undefined) return fault;
      }
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  };
}

/** The first cause: what stopped a reader only says where. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : reasonOf(error.cause);
}
