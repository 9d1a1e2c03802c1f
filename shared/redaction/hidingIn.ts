/**
 * The same value with `hide` applied to every text in it: an API server may quote the token that we sent as our name.
 */
export function hidingIn<T>(value: T, hide: (text: string) => string): T {
  if (typeof value === 'string') return hide(value) as T;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => hidingIn(each, hide)) as T;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, hidingIn(each, hide)])) as T;
}
