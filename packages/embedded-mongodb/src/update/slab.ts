/** Many results share one allocation: an array buffer for each costs more than writing it. */
const SLAB_BYTES = 64 * 1024;
let slab: Buffer = Buffer.alloc(0);

/** A buffer with room for so many bytes. */
export function room(bytes: number): Buffer {
  if (bytes > SLAB_BYTES / 4) return Buffer.allocUnsafeSlow(bytes);
  if (bytes > slab.length) slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
  return slab;
}

/** The first bytes of what room() gave, as a buffer that nobody else writes to. */
export function taken(from: Buffer, bytes: number): Buffer {
  if (from === slab) slab = slab.subarray(bytes);
  return from.subarray(0, bytes);
}
