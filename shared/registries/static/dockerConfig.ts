import * as z from 'zod/mini';
import { namesOfHost } from '../dockerHub.ts';
import { isRegistryPath } from '../hostPattern.ts';
import { hostOf } from './hostOf.ts';
import { readEntry, type User } from './readEntry.ts';

/** Entries are checked when they are read: docker login leaves one empty if it stores the credential elsewhere. */
export const dockerConfig = z.object({ auths: z.record(z.string(), z.unknown()) });

export type DockerConfig = z.infer<typeof dockerConfig>;

/**
 * The user for a host; undefined without an entry; or what is wrong if no entry has a user and a password. Like docker,
 * prefers an entry whose key is the host itself to one written differently.
 * Source: https://github.com/docker/cli/blob/master/cli/config/configfile/file.go (GetAuthConfig, and getAuthConfig in
 * cli/config/credentials/file_store.go)
 */
export function entryFor({ auths }: DockerConfig, host: string): User | { wrong: string } | undefined {
  for (const name of namesOfHost(host)) {
    const keys = Object.keys(auths).filter((key) => hostOf(key) === name);
    if (keys.length === 0) continue;
    const read = keys.map((key) => ({ key, entry: readEntry(auths[key]) }));
    const users = read.flatMap(({ key, entry }) => ('wrong' in entry ? [] : { key, user: entry }));
    const exact = users.find(({ key }) => key === host) ?? users.find(({ key }) => key === name);
    const user = exact?.user ?? users[0]?.user;
    if (user === undefined) return read[0]?.entry;
    if (exact === undefined && users.some((other) => !isSame(other.user, user)))
      return { wrong: `is one of ${users.length} entries with different users or passwords` };
    return user;
  }
  return undefined;
}

/** The hosts that have entries, in words. Keys that are not hosts are not quoted: they may hold anything. */
export function hostsIn({ auths }: DockerConfig): string {
  const hosts = Object.keys(auths).map(hostOf);
  const told = hosts.filter((host) => isRegistryPath(host)).slice(0, mostTold);
  const others = hosts.length - told.length;
  if (hosts.length === 0) return 'none';
  return [told.join(', '), ...(others > 0 ? [`${others} others`] : [])].filter(Boolean).join(' and ');
}

const mostTold = 10;

function isSame(a: User, b: User): boolean {
  return a.username === b.username && a.password === b.password;
}
