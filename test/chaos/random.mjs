/** Chance that a seed repeats (mulberry32). */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** So many moments among `commands` answers, in order. */
export function momentsAmong(commands, count, random) {
  const moments = Array.from({ length: count }, () => 1 + Math.floor(random() * (commands - 1)));
  return moments.sort((a, b) => a - b);
}
