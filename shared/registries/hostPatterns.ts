/** Hosts in a deploy parameter: exact ones, or with * for any characters. */
export type HostPatterns = readonly string[];

/** A deploy parameter → its patterns, which are separated by commas. May be empty. */
export function parseHostPatterns(text: string): HostPatterns {
  return text
    .split(',')
    .map((pattern) => pattern.trim().toLowerCase())
    .filter((pattern) => pattern !== '');
}

/** Whether one of the patterns matches this host, including its port if it has one. */
export function fitsHost(patterns: HostPatterns, host: string): boolean {
  return patterns.some((pattern) => {
    const literal = pattern.replace(/[^a-z0-9*:-]/g, '\\$&').replaceAll('*', '.*');
    return new RegExp(`^${literal}$`).test(host);
  });
}
