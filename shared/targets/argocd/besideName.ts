import { createHash } from 'node:crypto';

/** The longest name that Kubernetes accepts for a secret. */
const longest = 253;

/** The name of a secret that complements another: `<name>-<suffix>`, with a hash if that is too long or taken. */
export function besideName(name: string, suffix: string, taken: readonly string[]): string {
  const plain = `${name}-${suffix}`;
  if (plain.length <= longest && !taken.includes(plain)) return plain;
  const end = `-${createHash('sha256').update(name).digest('hex').slice(0, 8)}-${suffix}`;
  return name.slice(0, longest - end.length).replace(/[-.]+$/, '') + end;
}
