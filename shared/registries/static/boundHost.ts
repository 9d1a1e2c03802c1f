import * as z from 'zod/mini';
import { namesOfHost } from '../dockerHub.ts';
import { isRegistryPath } from '../hostPattern.ts';
import { hostOf } from './hostOf.ts';

/** `host`: the one registry that a user and a password without a docker config around them may be sent to. */
const bound = z.object({ host: z.string() });

/**
 * The host that a secret says it is for, or a part of one; undefined if it says none that can be read. Without it,
 * anyone who may register a cluster could have the secret of one registry sent to a host of theirs.
 */
export function boundHost(content: unknown): string | undefined {
  const { host } = bound.safeParse(content).data ?? {};
  const path = host === undefined ? undefined : hostOf(host.trim().toLowerCase());
  return path !== undefined && isRegistryPath(path) ? path : undefined;
}

/** Whether a credential that is bound to a host, or to a part of one, may be used for this one. */
export function isBoundTo(bound: string, host: string): boolean {
  return namesOfHost(bound).some((name) => host === name || host.startsWith(`${name}/`));
}
