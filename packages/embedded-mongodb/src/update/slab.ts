const SLAB_BYTES = 64 * 1024;

/** Many results share one allocation: an array buffer for each costs more than writing it. */
export class Slab {
  bytes: Buffer = Buffer.alloc(0);
  /** Where the next result begins. */
  at = 0;

  /** Makes room for so many bytes from `at` on. */
  reserve(bytes: number): void {
    if (this.at + bytes <= this.bytes.length) return;
    this.bytes = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, bytes));
    this.at = 0;
  }
}
