import type { Doc } from '../bson/convert';

/** What an update statement says beside the update itself. */
export interface UpdateContext {
  readonly filter: Buffer;
  readonly arrayFilters: readonly Buffer[];
  readonly variables: Doc;
}
