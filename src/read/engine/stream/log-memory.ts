import type { Told } from './audience';

/** The last events of the log, so that whoever was away for a moment can go on where they were. */
export class LogMemory {
  private told: Told[] = [];
  /** How many of the oldest are forgotten already, and only not let go of. */
  private forgotten = 0;

  /** @param after everything behind this position is remembered */
  constructor(
    private after: string,
    private readonly most: number,
  ) {}

  /** Everything behind this place is here. */
  get from(): string {
    return this.after;
  }

  add(told: Told): void {
    this.told.push(told);
    if (this.told.length - this.forgotten <= this.most) return;
    this.after = this.told[this.forgotten]?.place ?? this.after;
    this.forgotten += 1;
    // Moving what is left costs as much as all of it: now and then is enough.
    if (this.forgotten <= this.most) return;
    this.told = this.told.slice(this.forgotten);
    this.forgotten = 0;
  }

  /** What came after a place; undefined when not all of that is remembered. */
  since(place: string): readonly Told[] | undefined {
    if (place < this.after) return undefined;
    let first = this.told.length;
    while (first > this.forgotten && (this.told[first - 1]?.place ?? '') > place) first -= 1;
    return this.told.slice(first);
  }
}
