/** Something is under way that needs to know who this is. */
export class ErasureBlocked extends Error {
  constructor(
    subject: string,
    readonly openStreams: readonly string[],
  ) {
    const some = openStreams.slice(0, 3).join(', ');
    super(`${subject} is needed by what is under way (${openStreams.length}): ${some}`);
  }
}

/** Somebody else is erasing this person just now. */
export class ErasureInProgress extends Error {
  constructor(subject: string) {
    super(`${subject} is being erased by somebody else`);
  }
}
