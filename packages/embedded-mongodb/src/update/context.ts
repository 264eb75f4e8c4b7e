import type { Doc } from '../bson/convert';
import type { RawValue } from '../bson/raw';

/** What an update statement says beside the update itself. */
export interface UpdateContext {
  readonly filter: RawValue;
  readonly arrayFilters: readonly Buffer[];
  readonly variables: Doc;
}
