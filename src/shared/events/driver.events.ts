import { Type } from '@sinclair/typebox';
import * as shape from './driver.shapes';
import { declareEvent, type EventOf } from './event';
import { instant, nullable, riderId, text } from './trip.shapes';

const { driver } = shape;
const paper = { ...driver, kind: shape.documentKind };

/** Stored formats: a changed shape needs a new version, its upcaster and its golden file. */
export const driverEvents = [
  declareEvent(
    'DriverApplied',
    1,
    Type.Object({ ...driver, name: shape.personalText, phone: shape.personalText }),
  ),
  declareEvent(
    'DocumentSubmitted',
    1,
    Type.Object({ ...paper, documentNo: shape.personalText, scanRef: shape.personalText }),
  ),
  declareEvent('DriverReviewStarted', 1, Type.Object(driver)),
  declareEvent(
    'DocumentVerified',
    1,
    Type.Object({ ...paper, validUntil: instant, verifiedBy: text }),
  ),
  declareEvent(
    'DocumentRejected',
    1,
    Type.Object({ ...paper, reason: shape.personalText, rejectedBy: text }),
  ),
  declareEvent(
    'DocumentExpiring',
    1,
    Type.Object({ ...paper, validUntil: instant, daysLeft: shape.daysLeft }),
  ),
  declareEvent('DocumentExpired', 1, Type.Object({ ...paper, validUntil: instant })),
  declareEvent('DriverActivated', 1, Type.Object({ ...driver, activatedBy: text })),
  declareEvent(
    'DriverSuspended',
    1,
    Type.Object({
      ...{ ...driver, until: nullable(instant), reasonCode: text },
      ...{ reviewable: Type.Boolean(), suspendedBy: text },
    }),
  ),
  declareEvent(
    'SuspensionReviewRequested',
    1,
    Type.Object({ ...driver, statement: shape.personalText }),
  ),
  declareEvent(
    'SuspensionUpheld',
    1,
    Type.Object({ ...driver, statement: shape.personalText, decidedByHuman: text }),
  ),
  declareEvent(
    'DriverReinstated',
    1,
    Type.Object({
      ...{ ...driver, cause: shape.reinstatedCause, by: text },
      /** What the driver was told after a review. */
      statement: nullable(shape.personalText),
    }),
  ),
  declareEvent(
    'DriverDeactivated',
    1,
    Type.Object({ ...driver, statement: shape.personalText, decidedByHuman: text }),
  ),
  declareEvent(
    'StandingChanged',
    1,
    Type.Object({
      ...{ ...driver, from: shape.standingRung, to: shape.standingRung },
      ...{ evidence: shape.standingEvidence, reasonTag: text },
      /** Of a soft block: these tiers until then. */
      ...{ blockedTiers: shape.tiers, until: nullable(instant) },
    }),
  ),
  declareEvent(
    'PairBlocked',
    1,
    Type.Object({ ...driver, riderId, reasonCode: text, until: nullable(instant) }),
  ),
  declareEvent('PairUnblocked', 1, Type.Object({ ...driver, riderId })),
] as const;

export type DriverEvent = EventOf<(typeof driverEvents)[number]>;
export type DriverEventOf<Type extends DriverEvent['type']> = Extract<DriverEvent, { type: Type }>;
