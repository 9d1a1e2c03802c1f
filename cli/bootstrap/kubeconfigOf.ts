import { clusterExtension } from '../../shared/kubeconfig/clusterUid.ts';
import type { Address } from './addresses.ts';

/** The kubeconfig that PullPass is given: an address and a token, and nothing of the admin's. JSON, which is YAML too. */
export function kubeconfigOf(
  { server, certificateAuthority, tlsServerName, proxyUrl }: Address,
  token: string,
  uid: string | undefined,
): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'cluster',
        cluster: {
          server,
          ...(certificateAuthority !== undefined && {
            'certificate-authority-data': Buffer.from(certificateAuthority).toString('base64'),
          }),
          ...(tlsServerName !== undefined && { 'tls-server-name': tlsServerName }),
          ...(proxyUrl !== undefined && { 'proxy-url': proxyUrl }),
          ...(uid !== undefined && { extensions: [{ name: clusterExtension, extension: { uid } }] }),
        },
      },
    ],
    users: [{ name: 'pullpass', user: { token } }],
    contexts: [{ name: 'pullpass', context: { cluster: 'cluster', user: 'pullpass' } }],
    'current-context': 'pullpass',
  });
}
