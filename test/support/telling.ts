import type { RecordedTripEvent } from '../../src/shared/events/trip.events';
import type { Projection } from '../../src/read/engine/projection';

/** The types of a trip's events in their order; a cancelled trip disappears. */
export interface Told {
  readonly types: readonly string[];
}

/**
 * A read model for specs that say what breaks it.
 * @param breaks throws for the event, or not
 */
export function telling(
  breaks: (event: RecordedTripEvent) => void = () => undefined,
): Projection<Told, RecordedTripEvent> {
  return {
    ...{ name: 'told', version: 1, module: __filename, reads: ['trip'], indexes: [] },
    keysOf: ({ data }) => [data.tripId],
    evolve: (told, event) => {
      breaks(event);
      return event.type === 'TripCancelled'
        ? undefined
        : { types: [...(told?.types ?? []), event.type] };
    },
  };
}
