import { clusterExtension } from '../../shared/kubeconfig/clusterUid.ts';
import type { Address } from './addresses.ts';

/** The kubeconfig for PullPass: an address and a token, and nothing of the admin's. JSON, which is YAML too. */
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
        // JSON leaves out undefined fields.
        cluster: {
          server,
          'certificate-authority-data':
            certificateAuthority && Buffer.from(certificateAuthority).toString('base64'),
          'tls-server-name': tlsServerName,
          'proxy-url': proxyUrl,
          extensions: uid && [{ name: clusterExtension, extension: { uid } }],
        },
      },
    ],
    users: [{ name: 'pullpass', user: { token } }],
    contexts: [{ name: 'pullpass', context: { cluster: 'cluster', user: 'pullpass' } }],
    'current-context': 'pullpass',
  });
}
