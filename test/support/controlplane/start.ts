import { execFile } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createAuthority } from '../../../local/kubernetes/certificates.ts';
import { kubeconfigYaml } from '../../../local/kubernetes/kubeconfig.ts';
import { type AuditEvent, readAudit } from './audit.ts';
import { controlPlaneBinaries } from './binaries.ts';
import { apiServerArguments, etcdArguments } from './flags.ts';
import { freePorts } from './ports.ts';
import { guard, type Running, startProgram, stopPrograms } from './processes.ts';

/** A user known to the API server by a token; it may do nothing until RBAC says so. */
export interface ControlPlaneUser {
  /** 16 characters or more; made up when left out. */
  token?: string;
  groups?: readonly string[];
}

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
  /** Of user `admin`, in `system:masters`. */
  adminToken: string;
  adminKubeconfig: string;
  /** A file of one JSON audit event per line, level Metadata, stage ResponseComplete. */
  auditLog: string;
  /** Token of each user given at the start. */
  tokens: Record<string, string>;
  /** A kubeconfig, YAML, with the token of a user given at the start, or with any other token. */
  kubeconfig(who: { user: string } | { token: string }): string;
  /** Runs kubectl as admin (or with another kubeconfig) and gives its standard output. */
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
  const { ca, tokens } = await writeFiles(folder, options.users ?? {});
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
    kubectl: (args, how) => kubectl(binaries, folder, args, how),
    audit: () => readAudit(auditLog),
    stop,
  };
}

async function writeFiles(folder: string, users: Record<string, ControlPlaneUser>) {
  const authority = await createAuthority('pullpass-test-ca');
  const serving = await authority.issue({
    commonName: 'kube-apiserver',
    dnsNames: ['localhost', 'kubernetes.default.svc'],
    addresses: ['127.0.0.1', '10.0.0.1'],
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
  return { ca: authority.certificate, tokens };
}

/** Longest time from start to ready: a second on an idle machine, more on one that builds at the same time. */
const startLimitMs = 60_000;

async function ready(url: string, ca: string, token: string, programs: readonly Running[]): Promise<void> {
  let over: Running | undefined;
  for (const program of programs) void program.ended.then(() => (over ??= program));
  const until = Date.now() + startLimitMs;
  while (!(await answersOk(url, ca, token))) {
    if (over) throw new Error(`${over.name} ended before the API was ready:\n${await over.output()}`);
    if (Date.now() > until) {
      const outputs = await Promise.all(programs.map((program) => program.output()));
      throw new Error(`The API was not ready within ${startLimitMs / 1000} s:\n${outputs.join('\n')}`);
    }
    await delay(50);
  }
}

function answersOk(url: string, ca: string, token: string): Promise<boolean> {
  return new Promise((answer) => {
    const request = get(
      url,
      { ca, agent: false, headers: { authorization: `Bearer ${token}` }, timeout: 5000 },
      (response) => {
        response.resume();
        answer(response.statusCode === 200);
      },
    );
    request.on('timeout', () => request.destroy());
    request.on('error', () => answer(false));
  });
}

async function kubectl(
  binaries: string,
  folder: string,
  args: readonly string[],
  options: { input?: string; kubeconfig?: string } = {},
): Promise<string> {
  let config = join(folder, 'admin.kubeconfig');
  if (options.kubeconfig !== undefined) {
    config = join(folder, `${randomUUID()}.kubeconfig`);
    await writeFile(config, options.kubeconfig, { mode: 0o600 });
  }
  // HOME: the discovery cache belongs to this control plane, not to the user.
  const env = { ...process.env, KUBECONFIG: config, HOME: folder };
  return new Promise((resolve, reject) => {
    const child = execFile(
      join(binaries, 'kubectl'),
      args,
      { env, maxBuffer: 64 << 20 },
      (error, stdout, stderr) =>
        error
          ? reject(new Error(`kubectl ${args.join(' ')} failed: ${stderr}`, { cause: error }))
          : resolve(stdout),
    );
    child.stdin?.end(options.input ?? '');
  });
}
