const BITS = 2 ** 24;
const PROBES = 4;

/**
 * Remembers which keys there were in 2 MiB, however many they are (a Bloom filter). `mayHave` is never wrong about a key that
 * it was told of; of those that it was not told of, one in a thousand passes at 1,200,000 keys.
 */
export class SeenKeys {
  private readonly bits = new Uint32Array(BITS / 32);

  add(key: string): void {
    const [first, step] = hashes(key);
    for (let probe = 0; probe < PROBES; probe++) {
      const bit = bitOf(first, step, probe);
      this.bits[bit >>> 5] = (this.bits[bit >>> 5] ?? 0) | (1 << (bit & 31));
    }
  }

  mayHave(key: string): boolean {
    const [first, step] = hashes(key);
    for (let probe = 0; probe < PROBES; probe++) {
      const bit = bitOf(first, step, probe);
      if (((this.bits[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false;
    }
    return true;
  }
}

/** Kirsch and Mitzenmacher: two hashes make as many as are wanted. */
const bitOf = (first: number, step: number, probe: number) =>
  ((first + Math.imul(probe, step)) >>> 0) % BITS;

function hashes(key: string): readonly [number, number] {
  let [a, b] = [0x811c9dc5, 0x9747b28c];
  for (let at = 0; at < key.length; at++) {
    a = Math.imul(a ^ key.charCodeAt(at), 0x01000193);
    b = Math.imul(b ^ key.charCodeAt(at), 0x5bd1e995);
    b ^= b >>> 13;
  }
  return [a, b | 1];
}
