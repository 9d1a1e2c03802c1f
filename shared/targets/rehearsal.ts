/**
 * What a push and a removal do in one namespace, each as server-side dry runs: the API server authorizes, admits and
 * validates, and stores nothing. Every step throws a Failure where one of them fails.
 */
export interface Rehearsal {
  /** The secrets that `write` and `remove` are about. */
  secretNames: readonly string[];
  /** The service accounts that `link` is about. */
  accounts: readonly string[];
  write(namespace: string): Promise<void>;
  link(namespace: string): Promise<void>;
  /** Says whether there was anything to remove: where there is nothing, nobody is asked whether it may be. */
  remove(namespace: string): Promise<'passed' | 'nothing there'>;
}
