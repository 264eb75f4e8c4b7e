import { Type } from '@sinclair/typebox';
import { declareEvent } from './event';
import * as shape from './trip.shapes';

const correction = {
  ...shape.trip,
  to: shape.correctable,
  reason: shape.words,
  ticket: shape.text,
};

/** Stored formats: a changed shape needs a new version, its upcaster and its golden file. */
export const tripClosingEvents = [
  declareEvent(
    'FareFinalised',
    3,
    Type.Object({
      ...shape.trip,
      lines: Type.Array(shape.fareLine, { minItems: 1 }),
      totalMinor: shape.minor,
      currency: shape.currency,
      reasonCode: shape.fareReason,
      quotedMinor: shape.nullable(shape.minor),
    }),
  ),
  declareEvent('TripSettled', 1, Type.Object({ ...shape.trip, mode: shape.settlementMode })),
  declareEvent('CorrectionProposed', 1, Type.Object({ ...correction, proposedBy: shape.text })),
  declareEvent(
    'TripCorrected',
    1,
    Type.Object({
      ...correction,
      from: shape.text,
      /** Under which key the market counted the trip as cancelled before, if it did. */
      cancelledAs: shape.nullable(shape.text),
      proposedBy: shape.text,
      approvedBy: shape.text,
    }),
  ),
] as const;
