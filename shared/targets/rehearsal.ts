/**
 * What a push and a removal do in one namespace, as server-side dry runs: the API server authorizes, admits and
 * validates, but stores nothing. A step throws a Failure if one of its dry runs fails.
 */
export interface Rehearsal {
  /** The secrets that `write` and `remove` are about. */
  secretNames: readonly string[];
  /** The service accounts that `link` is about. */
  accounts: readonly string[];
  write(namespace: string): Promise<void>;
  link(namespace: string): Promise<void>;
  /** Returns whether there was anything to remove: otherwise nothing was tried. */
  remove(namespace: string): Promise<'passed' | 'nothing there'>;
}
