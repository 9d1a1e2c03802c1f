import * as z from 'zod';
import { splitAuth } from '../credential.ts';
import { registryPath } from '../host.ts';

export interface User {
  username: string;
  password: string;
}

export const plainUser = z.object({ username: z.string(), password: z.string() });

/** Each entry is judged when it is read: one may be empty, where docker login keeps it elsewhere. */
export const dockerConfig = z.object({ auths: z.record(z.string(), z.unknown()) });

export type DockerConfig = z.infer<typeof dockerConfig>;

const encoded = z.object({ auth: z.string().min(1) });

/** What docker login calls a registry that is something else in the names of images. */
const aliases: ReadonlyMap<string, string> = new Map([['docker.io', 'index.docker.io']]);

/** The entry of a host: undefined where there is none, `unusable` where it is without user and password. */
export function entryFor({ auths }: DockerConfig, host: string): User | 'unusable' | undefined {
  const byHost = new Map(Object.entries(auths).map(([key, entry]) => [hostOf(key), entry]));
  const name = [host, aliases.get(host) ?? host].find((each) => byHost.has(each));
  if (name === undefined) return undefined;
  const entry = byHost.get(name);
  const { auth } = encoded.safeParse(entry).data ?? {};
  if (auth === undefined) return plainUser.safeParse(entry).data ?? 'unusable';
  const [username, password] = splitAuth(Buffer.from(auth, 'base64').toString('utf8'));
  return { username, password };
}

/** The hosts that it has entries for, in words. Keys that are no host are not quoted: they may hold anything. */
export function hostsIn({ auths }: DockerConfig): string {
  const hosts = Object.keys(auths).map(hostOf);
  const told = hosts.filter((host) => registryPath.safeParse(host).success).slice(0, mostTold);
  const others = hosts.length - told.length;
  if (hosts.length === 0) return 'none';
  return [told.join(', '), ...(others > 0 ? [`${others} others`] : [])].filter(Boolean).join(' and ');
}

const mostTold = 10;

/** Keys may have a scheme, and what docker login adds. Source: https://kubernetes.io/docs/concepts/containers/images/#config-json */
function hostOf(key: string): string {
  return key.replace(/^https?:\/\//, '').replace(/\/(v[12]\/?)?$/, '');
}
