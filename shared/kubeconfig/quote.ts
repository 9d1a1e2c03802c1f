const longestName = 80;
const looksSecret = /sha256~|eyJ[\w-]{8}/;

/** A name from the user's document, made safe for one line of an error: shortened, escaped, and never a token. */
export function quote(name: string): string {
  if (looksSecret.test(name)) return '(a name that looks like a token)';
  return JSON.stringify(name.length > longestName ? `${name.slice(0, longestName)}…` : name);
}

/** The first few names, and how many more there are. */
export function quoteSome(names: readonly string[], most = 10): string {
  const shown = names.slice(0, most).map(quote).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
