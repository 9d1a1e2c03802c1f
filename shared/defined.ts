type Optional<T> = { [K in keyof T]: undefined extends T[K] ? K : never }[keyof T];

/** The fields that have a value. (An optional field may be absent, but not hold undefined.) */
export function defined<T extends object>(
  fields: T,
): Omit<T, Optional<T>> & { [K in Optional<T>]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
