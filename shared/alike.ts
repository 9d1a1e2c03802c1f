/** Groups the items by their key, compared as JSON. Groups and items keep their order. */
export function alike<T>(items: Iterable<T>, keyOf: (item: T) => unknown): [first: T, ...others: T[]][] {
  const groups = Map.groupBy(items, (item) => JSON.stringify(keyOf(item)));
  return [...groups.values()] as [T, ...T[]][];
}
