import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAuthority } from '../../../shared/simulation/certificates.ts';

/** A user whom the API server recognises by a token; it has no rights until RBAC grants some. */
export interface ControlPlaneUser {
  /** At least 16 characters. Default: a generated one. */
  token?: string;
  groups?: readonly string[];
}

/** Writes certificates, keys, tokens and policies for kube-apiserver; adds `admin` to the users. */
export async function writeFiles(folder: string, users: Record<string, ControlPlaneUser>) {
  const authority = await createAuthority('pullpass-test-ca');
  const serving = await authority.issue({
    commonName: 'kube-apiserver',
    dnsNames: ['localhost', 'kubernetes.default.svc'],
    // 127.0.0.2 is for something in front of it, such as a forwarder.
    addresses: ['127.0.0.1', '127.0.0.2', '10.0.0.1'],
  });
  const signing = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const everyone: [string, ControlPlaneUser][] = Object.entries({
    ...users,
    admin: { groups: ['system:masters'] },
  });
  const tokens: Record<string, string> = {};
  const lines = everyone.map(([name, user]) => {
    const token = user.token ?? randomUUID();
    tokens[name] = token;
    const groups = user.groups?.length ? `,"${user.groups.join(',')}"` : '';
    return `${token},${name},${name}${groups}`;
  });
  const policy = {
    apiVersion: 'audit.k8s.io/v1',
    kind: 'Policy',
    omitStages: ['RequestReceived'],
    rules: [{ level: 'Metadata' }],
  };
  const files: Record<string, string> = {
    'ca.crt': authority.certificate,
    'serving.crt': serving.certificate,
    'serving.key': serving.key,
    'service-account.key': signing.export({ type: 'pkcs1', format: 'pem' }).toString(),
    'tokens.csv': `${lines.join('\n')}\n`,
    'audit-policy.json': JSON.stringify(policy),
  };
  await Promise.all(
    Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text, { mode: 0o600 })),
  );
  return { authority, tokens };
}
