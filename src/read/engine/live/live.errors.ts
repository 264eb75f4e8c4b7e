/** The log at the checkpoint is not the one that was folded: restored to before it, or another log. */
export class LogWasRestored extends Error {
  constructor(readModel: string, position: string) {
    super(
      `${readModel} reflects an event at ${position} that the log does not hold: the event store was restored to before it. ` +
        `Rebuild: hailstream projection rebuild ${readModel}`,
    );
  }
}

/** The configuration wants no process to start on read models that other code has built. */
export class ProjectionsChanged extends Error {
  constructor(readModels: readonly string[]) {
    super(
      `Built by other code: ${readModels.join(', ')}. Rebuild: hailstream projection rebuild ${readModels.join(' ')}`,
    );
  }
}

/** The new build differs from the old one in ways that nobody announced: an operator has to look. */
export class SwitchBlocked extends Error {
  constructor(readModel: string) {
    super(
      `The new build of ${readModel} differs from the live one and waits: hailstream projection switch ${readModel} --allow-diff FILE, or abort`,
    );
  }
}
