/** What a command's end means to a script: the code that the process exits with, and the word for it with --json. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  /** Somebody else holds what the command needs; trying later may work. */
  busy: 3,
  /** An operator stopped it from elsewhere; a pause can be resumed. */
  stopped: 4,
  /** Documents are not what they should be, and nobody allowed it. */
  differs: 5,
  /** What it should be done to is not there, or is not this code's to do it to. */
  nothing: 6,
  /** A store did not answer; running it again is safe. */
  away: 7,
  interrupted: 130,
} as const;

export type Ending = keyof typeof EXIT;
