import { isObject } from '../../isObject.ts';
import { hasAtMost, isNoDeeperThan } from '../../kubernetes/values.ts';

/** The docker config of a secret that others write to as well. Their parts are kept as they are. */
export interface PullSecretConfig {
  auths: Record<string, unknown>;
  [other: string]: unknown;
}

/** Our entries: host → `auth`. */
export type Entries = ReadonlyMap<string, string>;

/** Values in a config, and their depth: enough for a thousand registries. */
const mostValues = 5_000;
const deepest = 20;

/** Reads the text of a docker config; undefined if it is not one. */
export function parseConfig(text: string): PullSecretConfig | undefined {
  if (!hasAtMost(mostValues, text) || !isNoDeeperThan(deepest, text)) return undefined;
  try {
    const config: unknown = JSON.parse(text);
    if (!isObject(config)) return undefined;
    const { auths = {} } = config;
    return isObject(auths) ? { ...config, auths } : undefined;
  } catch {
    return undefined;
  }
}

/** The config's `auth` for each of these hosts, if it has one. */
export function entriesAt({ auths }: PullSecretConfig, hosts: Iterable<string>): Map<string, string> {
  const entries = new Map<string, string>();
  for (const host of hosts) {
    const entry = Object.hasOwn(auths, host) ? auths[host] : undefined;
    if (isObject(entry) && typeof entry['auth'] === 'string') entries.set(host, entry['auth']);
  }
  return entries;
}

/** The config with our entries, and without our former entries for other hosts. */
export function merged(config: PullSecretConfig, former: Iterable<string>, ours: Entries): PullSecretConfig {
  const gone = new Set(former);
  const theirs = Object.entries(config.auths).filter(([host]) => !gone.has(host) && !ours.has(host));
  const added = [...ours].map(([host, auth]) => [host, { auth }] as const);
  return { ...config, auths: Object.fromEntries([...theirs, ...added]) };
}

/** Whether it contains nothing. */
export function isBare({ auths, ...others }: PullSecretConfig): boolean {
  return Object.keys(auths).length === 0 && Object.keys(others).length === 0;
}
