import type { Kubeconfig } from '../../../shared/kubeconfig/kubeconfig.ts';

/** The clusters of a fleet are numbered from 0. */
export const clusterName = (index: number): string => `fleet-${String(index).padStart(5, '0')}`;

/**
 * The API server of each cluster has its own address in 127.0.0.0/8, so that no two of them can share anything (a
 * connection, a session) by accident.
 */
export function addressOf(index: number): string {
  return `127.${101 + Math.floor(index / 62_500)}.${Math.floor(index / 250) % 250}.${1 + (index % 250)}`;
}

/** The one name in the certificate that all of them use. */
export const tlsServerName = 'kubernetes.default.svc';

/** PullPass's token for this address only; as long as a service account's token. */
export function tokenOf(address: string): string {
  return `${address}.`.padEnd(900, 'token');
}

export const namespace = 'payments';

/**
 * Half of the clusters trust the same roots, as public endpoints do. The others each have their own CA bundle, made
 * unique by text around a certificate.
 */
export function kubeconfigOf(index: number, port: number, ca: string): Kubeconfig {
  const address = addressOf(index);
  return {
    server: `https://${address}:${port}`,
    certificateAuthority: index % 2 === 0 ? ca : `${ca}\nCA of ${clusterName(index)}\n`,
    tlsServerName,
    credential: { token: tokenOf(address) },
  };
}
