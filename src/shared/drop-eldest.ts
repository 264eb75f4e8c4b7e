/** Keeps a map or a set that has just grown by one within its bound: what was put into it first goes. */
export function dropEldest<K>(kept: Map<K, unknown> | Set<K>, most: number): void {
  if (kept.size <= most) return;
  for (const eldest of kept.keys()) {
    kept.delete(eldest);
    return;
  }
}
