/** Somebody else is rebuilding or switching the read model at this moment. */
export class RebuildInProgress extends Error {
  constructor(readModel: string) {
    super(`${readModel} is being rebuilt already`);
  }
}

/** Somebody else compares every document of the read model at this moment. */
export class VerifyInProgress extends Error {
  constructor(readModel: string) {
    super(`${readModel} is being verified already`);
  }
}

/** Another build went live meanwhile, or somebody took this rebuild for dead: nothing was switched. */
export class RebuildOvertaken extends Error {
  constructor(readModel: string) {
    super(`${readModel} was rebuilt, switched or aborted by somebody else`);
  }
}

/** What the operator asked for needs a build that is not there. */
export class NothingToDo extends Error {}

/** An operator or the end of the process asked for it: the rebuild stopped where it is and can be resumed. */
export class RebuildPaused extends Error {
  constructor(readModel: string) {
    super(`${readModel} is paused: hailstream projection resume ${readModel}`);
  }
}

/** An operator gave the build up; whatever it held is gone. */
export class RebuildAborted extends Error {
  constructor(readModel: string) {
    super(`The new build of ${readModel} was aborted`);
  }
}
