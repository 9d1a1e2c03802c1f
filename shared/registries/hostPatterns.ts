/** Hosts as a deploy parameter names them: exact ones, and ones in which * stands for any characters. */
export type HostPatterns = readonly string[];

/** The value of a deploy parameter → its patterns, comma-separated. Empty: none. */
export function parseHostPatterns(text: string): HostPatterns {
  return text
    .split(',')
    .map((pattern) => pattern.trim().toLowerCase())
    .filter((pattern) => pattern !== '');
}

/** Whether one of the patterns is this host, with its port where it has one. */
export function fitsHost(patterns: HostPatterns, host: string): boolean {
  return patterns.some((pattern) => {
    const literal = pattern.replace(/[^a-z0-9*:-]/g, '\\$&').replaceAll('*', '.*');
    return new RegExp(`^${literal}$`).test(host);
  });
}
