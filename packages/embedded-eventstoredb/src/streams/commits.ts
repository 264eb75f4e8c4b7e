/** Tells readers that follow the log that something new is on disk. */
export class Commits {
  private readonly ofAll = new Set<() => void>();
  private readonly ofStream = new Map<string, Set<() => void>>();

  /** Calls `wake` after each commit, or after those that touch `stream`; returns how to stop it. */
  watch(wake: () => void, stream?: string): () => void {
    if (stream === undefined) {
      this.ofAll.add(wake);
      return () => this.ofAll.delete(wake);
    }
    const watchers = this.ofStream.get(stream) ?? new Set();
    this.ofStream.set(stream, watchers.add(wake));
    return () => {
      watchers.delete(wake);
      if (watchers.size === 0 && this.ofStream.get(stream) === watchers) {
        this.ofStream.delete(stream);
      }
    };
  }

  announce(streams: Iterable<string>): void {
    for (const wake of this.ofAll) wake();
    if (this.ofStream.size === 0) return;
    for (const stream of streams) for (const wake of this.ofStream.get(stream) ?? []) wake();
  }
}
