import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { applyManifests } from '../../support/controlplane/applyManifests.ts';
import { controlPlaneBinaries } from '../../support/controlplane/binaries.ts';
import type { ControlPlane } from '../../support/controlplane/start.ts';
import { ApiClient } from '../../support/kubernetes-contract/client.ts';

const page = join(import.meta.dirname, '../../../docs/permissions.md');

export interface Manifest {
  kind: string;
  metadata: { name: string; namespace?: string };
  roleRef?: { apiGroup: string; kind: string; name: string };
  rules?: { resources: string[]; resourceNames?: string[]; verbs: string[] }[];
}

/** What docs/permissions.md tells a fleet admin to apply and to run. */
export interface PermissionsPage {
  /** The namespace and the service account. */
  identity: readonly Manifest[];
  /** Role and RoleBinding, as printed: for the namespace `payments`. */
  perNamespace: readonly Manifest[];
  /** ClusterRole and ClusterRoleBinding for globs and selectors. */
  listing: readonly Manifest[];
  /** The shell commands that write pullpass.kubeconfig. */
  commands: string;
}

export async function readPermissionsPage(): Promise<PermissionsPage> {
  const text = await readFile(page, 'utf8');
  const blocks = (language: string) =>
    [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(
      ([, block = '']) => block,
    );
  const [identity = [], perNamespace = [], listing = []] = blocks('yaml').map((block) =>
    parseAllDocuments(block).map((document) => document.toJS() as Manifest),
  );
  const commands = blocks('sh').find((block) => block.includes('kubectl create token'));
  if (commands === undefined) throw new Error('docs/permissions.md no longer makes a kubeconfig.');
  return { identity, perNamespace, listing, commands };
}

export async function apply(plane: ControlPlane, manifests: readonly Manifest[]): Promise<void> {
  const admin = new ApiClient(plane.server, plane.ca, plane.adminToken);
  try {
    await applyManifests(admin, manifests);
  } finally {
    admin.close();
  }
}

/** The manifests of a namespace, for another namespace. */
export function inNamespace(manifests: readonly Manifest[], namespace: string): Manifest[] {
  return manifests.map((manifest) => ({ ...manifest, metadata: { ...manifest.metadata, namespace } }));
}

/** Runs the commands as an admin of the cluster, and returns the kubeconfig that they write. */
export async function runCommands(adminKubeconfig: string, commands: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pullpass-commands-'));
  try {
    const config = join(folder, 'admin.kubeconfig');
    await writeFile(config, adminKubeconfig, { mode: 0o600 });
    const path = `${await controlPlaneBinaries()}:${process.env['PATH']}`;
    const env = { PATH: path, HOME: folder, KUBECONFIG: config };
    const { stdout } = await promisify(execFile)('sh', ['-euc', commands], { cwd: folder, env });
    const expected = 'system:serviceaccount:pullpass:pullpass';
    if (!stdout.includes(expected)) throw new Error(`The commands printed no ${expected}:\n${stdout}`);
    return await readFile(join(folder, 'pullpass.kubeconfig'), 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
