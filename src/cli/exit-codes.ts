/** What a command's end means to a script. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  /** Somebody else holds what the command needs; trying later may work. */
  busy: 3,
  interrupted: 130,
} as const;
