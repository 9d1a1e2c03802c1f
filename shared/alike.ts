/** The items in groups that have the same key, as JSON; groups and items in the order in which they come. */
export function alike<T>(items: Iterable<T>, keyOf: (item: T) => unknown): [first: T, ...others: T[]][] {
  const groups = Map.groupBy(items, (item) => JSON.stringify(keyOf(item)));
  return [...groups.values()] as [T, ...T[]][];
}
