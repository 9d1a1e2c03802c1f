import { join } from 'node:path';

/** Flags for an etcd with one member that may lose its data in a power cut. */
export function etcdArguments(folder: string, clientPort: number, peerPort: number): string[] {
  const client = `http://127.0.0.1:${clientPort}`;
  const peer = `http://127.0.0.1:${peerPort}`;
  return [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    '--unsafe-no-fsync',
    '--log-level=warn',
  ];
}

/** Flags for a kube-apiserver that only listens on loopback and needs no other part of Kubernetes. */
export function apiServerArguments(folder: string, port: number, etcdPort: number): string[] {
  const file = (name: string) => join(folder, name);
  return [
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    `--tls-cert-file=${file('serving.crt')}`,
    `--tls-private-key-file=${file('serving.key')}`,
    `--client-ca-file=${file('ca.crt')}`,
    `--service-account-issuer=https://127.0.0.1:${port}`,
    `--service-account-key-file=${file('service-account.key')}`,
    `--service-account-signing-key-file=${file('service-account.key')}`,
    `--token-auth-file=${file('tokens.csv')}`,
    '--authorization-mode=RBAC',
    // It would put a service account's token into pods; here are neither pods nor the controller for it.
    '--disable-admission-plugins=ServiceAccount',
    // It would write this server's address to the cluster, where loopback is refused.
    '--endpoint-reconciler-type=none',
    '--service-cluster-ip-range=10.0.0.0/24',
    `--audit-policy-file=${file('audit-policy.json')}`,
    `--audit-log-path=${file('audit.log')}`,
    '--audit-log-mode=blocking',
  ];
}
