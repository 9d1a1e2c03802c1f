import { stringify } from 'yaml';

/** The parts of a kubeconfig with one cluster and one user. PEM fields are PEM text. */
export interface KubeconfigParts {
  server: string;
  /** Default: the public roots. */
  ca?: string;
  user: string;
  credential: { token: string } | { clientCertificate: string; clientKey: string };
  cluster?: string;
  tlsServerName?: string;
  proxyUrl?: string;
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** The kubeconfig as YAML, for both `kubectl` and PullPass. */
export function kubeconfigYaml(parts: KubeconfigParts): string {
  const cluster = parts.cluster ?? 'cluster';
  const { credential } = parts;
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: cluster,
        cluster: {
          server: parts.server,
          ...(parts.ca ? { 'certificate-authority-data': base64(parts.ca) } : {}),
          ...(parts.tlsServerName ? { 'tls-server-name': parts.tlsServerName } : {}),
          ...(parts.proxyUrl ? { 'proxy-url': parts.proxyUrl } : {}),
        },
      },
    ],
    users: [
      {
        name: parts.user,
        user:
          'token' in credential
            ? { token: credential.token }
            : {
                'client-certificate-data': base64(credential.clientCertificate),
                'client-key-data': base64(credential.clientKey),
              },
      },
    ],
    contexts: [{ name: 'default', context: { cluster, user: parts.user } }],
    'current-context': 'default',
  });
}
