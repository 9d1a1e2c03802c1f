/** `isEnough`: whether the kept value is good enough for this caller. */
export type Memo<V> = (key: string, fetch: () => Promise<V>, isEnough?: (value: V) => boolean) => Promise<V>;

/**
 * Shares what is fetched under a key. Concurrent callers wait for one fetch; later ones get its result while it
 * `isFresh`. A failed fetch is forgotten, so that the next caller tries again.
 */
export function memo<V>(
  isFresh: (value: V, fetchedAt: number, key: string) => boolean,
  now: () => number,
): Memo<V> {
  const inFlight = new Map<string, Promise<V>>();
  const kept = new Map<string, { value: V; fetchedAt: number }>();

  return (key, fetch, isEnough = () => true) => {
    const known = kept.get(key);
    if (known !== undefined && isFresh(known.value, known.fetchedAt, key)) {
      if (isEnough(known.value)) return Promise.resolve(known.value);
      // If the fetch fails, the kept value is still good enough for other callers.
    } else kept.delete(key);

    const pending = inFlight.get(key);
    if (pending !== undefined) return pending;

    const fetchedAt = now();
    const fetching = fetch()
      .then((value) => {
        kept.set(key, { value, fetchedAt });
        return value;
      })
      .finally(() => inFlight.delete(key));
    inFlight.set(key, fetching);
    return fetching;
  };
}
