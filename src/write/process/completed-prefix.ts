/** How far everything is done, when things begin in order and end in any: the last before the first open one. */
export class CompletedPrefix<Place> {
  private readonly open: { readonly place: Place; done: boolean }[] = [];
  private completed: Place | undefined;
  private latest: Place | undefined;

  /** The last place up to which everything has ended. */
  get reached(): Place | undefined {
    return this.completed;
  }

  /** The last place that was begun. */
  get begun(): Place | undefined {
    return this.latest;
  }

  /** @returns what to call when it has ended */
  begin(place: Place): () => void {
    const item = { place, done: false };
    this.open.push(item);
    this.latest = place;
    return () => {
      item.done = true;
      let done = 0;
      while (this.open[done]?.done) this.completed = this.open[done++]?.place;
      this.open.splice(0, done);
    };
  }
}
