import { hostIn } from './hostIn.ts';

const label = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
const host = `${label}(\\.${label})*(:\\d{1,5})?`;
const path = '(/[a-z0-9]+([._-]+[a-z0-9]+)*)*';

/** host or host:port. */
export const hostPattern = new RegExp(`^${host}$`);

/** The same with an optional path. */
export const hostPathPattern = new RegExp(`^${host}${path}$`);

export const longestHostPath = 512;

/** Whether the port of a host, if it has one, is from 1 to 65535. */
export function hasPossiblePort(text: string): boolean {
  const [, port = '443'] = hostIn(text).split(':');
  return Number(port) >= 1 && Number(port) <= 65_535;
}

/** Whether `registryPath` (host.ts) accepts it. Used by pushes, whose cold start loads no schema. */
export function isRegistryPath(text: string): boolean {
  return text.length <= longestHostPath && hostPathPattern.test(text) && hasPossiblePort(text);
}
