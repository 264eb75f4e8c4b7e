/**
 * Collections that tell of persons and are not folded from the log, and so are not built anew from it either: whoever
 * exports or erases a person has to look here too.
 */
export const BESIDE_THE_LOG = [
  { collection: 'driver_positions', subject: '_id' },
  { collection: 'telemetry', subject: 'driverId' },
] as const;

export type BesideTheLog = (typeof BESIDE_THE_LOG)[number];
