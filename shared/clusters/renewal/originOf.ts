import type { KubeconfigReference } from '../record.ts';

/** The version that an admin supplied. Its identity is that of all versions renewed from it. */
export function originOf({ version, renewal }: KubeconfigReference): string {
  return renewal?.origin ?? version;
}
