/** What a stream should be, by the server's documented rules, in the simplest words. */
export class StreamModel {
  /** The numbers of its events, by revision. */
  readonly events: number[] = [];
  private maxCount = Infinity;
  private truncateBefore = 0;
  private isDeleted = false;
  private isTombstoned = false;

  append(numbers: number[], expected: 'any' | 'no-stream' | number): 'ok' | 'conflict' | 'deleted' {
    if (this.isTombstoned) return 'deleted';
    if (!this.meets(expected)) return 'conflict';
    this.undelete();
    this.events.push(...numbers);
    return 'ok';
  }

  describe(maxCount: number, truncateBefore: number): 'ok' | 'deleted' {
    if (this.isTombstoned) return 'deleted';
    this.maxCount = maxCount;
    if (!this.isDeleted) this.truncateBefore = truncateBefore;
    this.undelete();
    return 'ok';
  }

  delete(): 'ok' | 'conflict' | 'deleted' {
    if (this.isTombstoned) return 'deleted';
    if (this.events.length === 0) return 'conflict';
    this.isDeleted = true;
    this.maxCount = Infinity;
    return 'ok';
  }

  tombstone(): 'ok' | 'deleted' {
    if (this.isTombstoned) return 'deleted';
    this.isTombstoned = true;
    return 'ok';
  }

  read(): number[] | 'not-found' | 'deleted' {
    if (this.isTombstoned) return 'deleted';
    if (this.isDeleted || this.events.length === 0) return 'not-found';
    const first = Math.max(this.truncateBefore, this.events.length - this.maxCount);
    return this.events.slice(first);
  }

  private meets(expected: 'any' | 'no-stream' | number): boolean {
    if (expected === 'any') return true;
    if (expected === 'no-stream') return this.events.length === 0 || this.isDeleted;
    return expected === this.events.length - 1;
  }

  private undelete(): void {
    if (this.isDeleted) this.truncateBefore = this.events.length;
    this.isDeleted = false;
  }
}
