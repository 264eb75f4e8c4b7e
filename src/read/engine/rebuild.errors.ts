/** Somebody else is rebuilding the read model, or did so within the last half minute. */
export class RebuildInProgress extends Error {
  constructor(readModel: string) {
    super(`${readModel} is being rebuilt already`);
  }
}

/** Another build went live meanwhile, or this rebuild was taken for dead: nothing was switched. */
export class RebuildOvertaken extends Error {
  constructor(readModel: string) {
    super(`${readModel} was switched by somebody else`);
  }
}
