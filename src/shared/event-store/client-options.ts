import { streamNameFilter } from '@eventstore/db-client';
import { OF_THE_BUSINESS } from './event-store';

/** Events that the client may hold for a slow reader before the server is told to wait. */
export const READ_AHEAD = 1024;

export const BUFFERED = { highWaterMark: READ_AHEAD };

/** Half of a log are the engine's own events: whoever follows it is not to be sent them only to throw them away. */
export const FACTS = streamNameFilter({ regex: OF_THE_BUSINESS, checkpointInterval: 32 });
