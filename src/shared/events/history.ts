import { tripEvents } from './trip.events';
import { tripUpcasters } from './trip.upcasters';
import { UpcasterChain } from './upcast';

/** Every event that this system declares; a new aggregate adds its own here. */
export const declarations = [...tripEvents];

/** All that was ever written, as today's code reads it. Refuses to load when broken. */
export const history = new UpcasterChain(declarations, tripUpcasters);
