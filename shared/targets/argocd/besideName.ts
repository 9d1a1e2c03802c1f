import { createHash } from 'node:crypto';

/** Characters that Kubernetes takes as the name of a secret. */
const longest = 253;

/** The name of a secret that stands beside another: `<name>-<suffix>`, with a hash where that is too long or taken. */
export function besideName(name: string, suffix: string, taken: readonly string[]): string {
  const plain = `${name}-${suffix}`;
  if (plain.length <= longest && !taken.includes(plain)) return plain;
  const end = `-${createHash('sha256').update(name).digest('hex').slice(0, 8)}-${suffix}`;
  return name.slice(0, longest - end.length).replace(/[-.]+$/, '') + end;
}
