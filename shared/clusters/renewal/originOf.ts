import type { KubeconfigReference } from '../record.ts';

/** The version that an admin gave: what is known of its identity is true of all that renewed it. */
export function originOf({ version, renewal }: KubeconfigReference): string {
  return renewal?.origin ?? version;
}
