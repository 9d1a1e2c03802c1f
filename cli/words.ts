/** Names of a group that are shown; the rest are counted. */
const shown = 10;

/** `2 clusters`, `1 cluster`. */
export function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** Each name once, on its own line. */
export function names(all: readonly string[]): string[] {
  const sorted = [...new Set(all)].sort();
  const more = sorted.length > shown ? [`  and ${sorted.length - shown} more`] : [];
  return [...sorted.slice(0, shown).map((name) => `  ${name}`), ...more];
}

/** What was found, by its reason: the clusters of each under a heading. */
export function byReason(heading: string, found: readonly { cluster: string; because: string }[]): string[] {
  return [...Map.groupBy(found, ({ because }) => because)].flatMap(([because, all]) => [
    because === '' ? heading : `${heading}: ${because}`,
    ...names(all.map(({ cluster }) => cluster)),
    '',
  ]);
}

/** At most this many names are listed: there may be hundreds. */
const mostTold = 5;

/** `a, b, c, d, e and 12 more` */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, mostTold).join(', ');
  return names.length > mostTold ? `${shown} and ${names.length - mostTold} more` : shown;
}
