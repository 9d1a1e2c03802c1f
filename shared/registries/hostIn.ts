/** The host in a registry path. */
export function hostIn(path: string): string {
  return path.split('/')[0] ?? '';
}
