/** The host of a host, or of a part of one. */
export function hostIn(path: string): string {
  return path.split('/')[0] ?? '';
}
