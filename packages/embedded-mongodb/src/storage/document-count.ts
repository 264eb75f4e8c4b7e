import type { Store } from './store';

/** How many documents a collection has: in memory, and as it was last stored. */
export class DocumentCount {
  private stored: number;

  constructor(
    private readonly store: Store,
    public value: number,
  ) {
    this.stored = value;
  }

  /** What a transaction adds counts once it is committed. */
  grow(by: number): void {
    const grown = () => {
      this.value += by;
    };
    if (this.store.view) {
      this.store.view.onCommit.push(grown);
      return;
    }
    grown();
    this.store.undoable(() => {
      this.value -= by;
    });
  }

  save(key: Buffer): void {
    if (this.value === this.stored) return;
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleBE(this.value);
    this.store.put(key, bytes);
    const before = this.stored;
    this.store.undoable(() => {
      this.stored = before;
    });
    this.stored = this.value;
  }
}
