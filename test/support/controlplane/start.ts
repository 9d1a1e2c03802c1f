import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kubeconfigYaml } from '../../../shared/simulation/kubeconfig.ts';
import type { Claims } from '../../../shared/simulation/tokens.ts';
import { type AuditEvent, readAudit } from './audit.ts';
import { controlPlaneBinaries } from './binaries.ts';
import { type ControlPlaneUser, writeFiles } from './files.ts';
import { apiServerArguments, etcdArguments } from './flags.ts';
import { kubectl } from './kubectl.ts';
import { freePorts } from './ports.ts';
import { guard, startProgram, stopPrograms } from './processes.ts';
import { ready } from './ready.ts';
import { resign } from './resign.ts';

export interface ControlPlaneOptions {
  users?: Record<string, ControlPlaneUser>;
  /** Further flags for kube-apiserver. */
  apiServerFlags?: readonly string[];
}

/** A real kube-apiserver and etcd on loopback, with no controllers. */
export interface ControlPlane {
  /** `https://127.0.0.1:PORT`. */
  server: string;
  port: number;
  /** `http://127.0.0.1:PORT` of etcd's client API, for what only its owner can do, such as compaction. */
  etcd: string;
  /** PEM of the CA that signed the server's certificate. */
  ca: string;
  /** For the user `admin`, in `system:masters`. */
  adminToken: string;
  adminKubeconfig: string;
  /** A file of one JSON audit event per line, level Metadata, stage ResponseComplete. */
  auditLog: string;
  /** Token of each user given at the start. */
  tokens: Record<string, string>;
  /** A kubeconfig (YAML) with the token of a user given at the start, or with any other token. */
  kubeconfig(who: { user: string } | { token: string }): string;
  /** A kubeconfig (YAML) with a client certificate for a user, in the given group, if any. */
  kubeconfigWithCertificate(user: string, group?: string): Promise<string>;
  /** A token that it issued, with other claims, as if issued at another time. */
  resignToken(token: string, change: Partial<Claims>): Promise<string>;
  /** Runs kubectl as admin (or with another kubeconfig) and returns its standard output. */
  kubectl(args: readonly string[], options?: { input?: string; kubeconfig?: string }): Promise<string>;
  /** The audit events so far: each is written before its request is answered. */
  audit(): Promise<AuditEvent[]>;
  stop(): Promise<void>;
}

/** Starts etcd and kube-apiserver on free ports of 127.0.0.1, and waits until the API is ready. */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const binaries = await controlPlaneBinaries();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(binaries, options);
    } catch (error) {
      const portWasTaken = /address already in use/.test(String(error));
      if (!portWasTaken || attempt === 3) throw error;
    }
  }
}

async function start(binaries: string, options: ControlPlaneOptions): Promise<ControlPlane> {
  const folder = await mkdtemp(join(tmpdir(), 'pullpass-controlplane-'));
  const [port = 0, etcdPort = 0, peerPort = 0] = await freePorts(3);
  const { authority, tokens } = await writeFiles(folder, options.users ?? {});
  const ca = authority.certificate;
  const etcd = startProgram(join(binaries, 'etcd'), etcdArguments(folder, etcdPort, peerPort), folder);
  const flags = [...apiServerArguments(folder, port, etcdPort), ...(options.apiServerFlags ?? [])];
  const apiServer = startProgram(join(binaries, 'kube-apiserver'), flags, folder);
  const programs = [etcd, apiServer];
  const watchdog = guard(programs, folder);
  const stop = async () => {
    await stopPrograms(programs);
    await watchdog.disarm();
    await rm(folder, { recursive: true, force: true });
  };

  const server = `https://127.0.0.1:${port}`;
  const adminToken = tokens['admin'] ?? '';
  const kubeconfig = (who: { user: string } | { token: string }) => {
    const [user, token] = 'token' in who ? ['someone', who.token] : [who.user, tokens[who.user]];
    if (!token) throw new Error(`No user ${user} was given when the control plane was started.`);
    return kubeconfigYaml({ server, ca, user, credential: { token } });
  };
  const auditLog = join(folder, 'audit.log');
  const adminKubeconfig = kubeconfig({ user: 'admin' });
  try {
    await ready(`${server}/readyz`, ca, adminToken, programs);
    await writeFile(join(folder, 'admin.kubeconfig'), adminKubeconfig);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    server,
    port,
    etcd: `http://127.0.0.1:${etcdPort}`,
    ca,
    adminToken,
    adminKubeconfig,
    auditLog,
    tokens,
    kubeconfig,
    async kubeconfigWithCertificate(user, organization) {
      const { certificate, key } = await authority.issue({
        commonName: user,
        client: true,
        ...(organization !== undefined && { organization }),
      });
      const credential = { clientCertificate: certificate, clientKey: key };
      return kubeconfigYaml({ server, ca, user, credential });
    },
    resignToken: (token, change) => resign(folder, token, change),
    kubectl: (args, how) => kubectl(binaries, folder, args, how),
    audit: () => readAudit(auditLog),
    stop,
  };
}
