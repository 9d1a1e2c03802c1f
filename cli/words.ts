/** Names shown of a group; of the rest only how many. */
const shown = 10;

/** `2 clusters`, `1 cluster`. */
export function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** Each name once, on a line of its own. */
export function names(all: readonly string[]): string[] {
  const sorted = [...new Set(all)].sort();
  const more = sorted.length > shown ? [`  and ${sorted.length - shown} more`] : [];
  return [...sorted.slice(0, shown).map((name) => `  ${name}`), ...more];
}
