import type { World } from '../world.ts';
import type { ChaosCluster } from './cluster.ts';
import { claimsOf, username } from './identity.ts';
import type { SeenRecord } from './observe.ts';
import type { StoredVersion } from './versions.ts';

/** A version of a cluster's secret that a record names. */
export interface NamedCredential {
  version: string;
  role: 'in use' | 'fallback';
  /** As it was stored; undefined if it never was. */
  stored: StoredVersion | undefined;
  /** Empty if Secrets Manager may delete it, or has. */
  labels: readonly string[];
  /** When its token expires, in epoch milliseconds; infinite if it states no expiry. */
  endsAt: number;
  /** Whether the cluster now accepts its token, as PullPass's service account, and it has not expired. */
  works: boolean;
  /** Whether the cluster refuses it although it may not have expired. */
  isRefused: boolean;
}

/** The version in use, followed by the fallback, if there is one. */
export function namedCredentials(world: World, cluster: ChaosCluster, record: SeenRecord): NamedCredential[] {
  const { version, renewal } = record.kubeconfig;
  const { fallback } = renewal ?? {};
  return [
    credential(world, cluster, version, 'in use'),
    ...(fallback === undefined ? [] : [credential(world, cluster, fallback.version, 'fallback')]),
  ];
}

function credential(
  { service, now }: World,
  { name, sim }: ChaosCluster,
  version: string,
  role: NamedCredential['role'],
): NamedCredential {
  const { aws, versions } = service;
  const stored = versions.find(({ id }) => id === version);
  const there = aws.secretStore.get(aws.secretPrefix + name)?.versions.find(({ id }) => id === version);
  const token = stored?.token;
  const endsAt = token === undefined ? 0 : endOf(token);
  const isRefused = token === undefined || sim.userOf(token)?.username !== username;
  return {
    version,
    role,
    stored,
    labels: there?.stages ?? [],
    endsAt,
    works: !isRefused && endsAt > now,
    isRefused: isRefused && endsAt > now,
  };
}

const endOf = (token: string) =>
  token.split('.').length === 3 ? claimsOf(token).exp * 1000 : Number.POSITIVE_INFINITY;
