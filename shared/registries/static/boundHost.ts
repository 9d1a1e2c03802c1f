import * as z from 'zod/mini';
import { namesOfHost } from '../dockerHub.ts';
import { isRegistryPath } from '../hostPattern.ts';
import { hostOf } from './hostOf.ts';

/** `host`: the only registry to which a user and password without a docker config may be sent. */
const bound = z.object({ host: z.string() });

/**
 * The host, or part of one, that a secret says it is for; undefined if it says none. Without this, anyone who may
 * register a cluster could have a registry's secret sent to their own host.
 */
export function boundHost(content: unknown): string | undefined {
  const { host } = bound.safeParse(content).data ?? {};
  const path = host === undefined ? undefined : hostOf(host.trim().toLowerCase());
  return path !== undefined && isRegistryPath(path) ? path : undefined;
}

/** Whether a credential bound to a host, or a part of one, may be used for this host. */
export function isBoundTo(bound: string, host: string): boolean {
  return namesOfHost(bound).some((name) => host === name || host.startsWith(`${name}/`));
}
