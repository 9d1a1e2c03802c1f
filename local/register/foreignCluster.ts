import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parse } from 'yaml';
import { UsageError } from '../../cli/program/usageError.ts';
import type { EcrRegistry } from '../../shared/registries/ecr/schema.ts';
import { registryHosts } from '../../shared/registries/hosts.ts';
import type { ForeignOptions } from '../program/options.ts';

/** A body for PUT /clusters/{name}. */
export interface Registration {
  name: string;
  kubeconfig: string;
  registries: readonly EcrRegistry[];
  targets: readonly object[];
}

/**
 * The cluster of a kubeconfig's current context, ready to be registered.
 *
 * @throws UsageError if the file cannot be read
 */
export async function foreignCluster(options: ForeignOptions, registry: EcrRegistry): Promise<Registration> {
  const kubeconfig = await read(options.kubeconfigFile);
  const { namespaces, secretName, serviceAccounts } = options;
  return {
    name: options.name ?? clusterName(kubeconfig, options.kubeconfigFile),
    kubeconfig,
    registries: [registry],
    targets: [
      {
        kind: 'imagePullSecret',
        secretName,
        namespaces: namespaces === undefined ? {} : { include: namespaces },
        serviceAccounts,
      },
    ],
  };
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--kubeconfig: the file cannot be read (${(error as Error).message}).`);
  }
}

/**
 * The name of the current context, or else of the file, as a DNS label. The API decides whether the file is a
 * kubeconfig.
 */
function clusterName(kubeconfig: string, file: string): string {
  return labelOf(currentContext(kubeconfig)) || labelOf(basename(file)) || 'cluster';
}

function currentContext(kubeconfig: string): string {
  try {
    const found: unknown = parse(kubeconfig, { maxAliasCount: 10, logLevel: 'error' });
    const context = (found as Record<string, unknown> | null)?.['current-context'];
    return typeof context === 'string' ? context : '';
  } catch {
    return '';
  }
}

function labelOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '');
}

/** What will be written where, announced before it is. */
export function announce(
  { name }: Registration,
  options: ForeignOptions,
  { registry, real }: { registry: EcrRegistry; real: boolean },
): string[] {
  const { namespaces, secretName, serviceAccounts } = options;
  const where = namespaces?.join(', ') ?? 'every namespace but openshift-* and kube-*';
  const links =
    serviceAccounts.length === 0
      ? 'and links it to no service account (--service-accounts does)'
      : `and links it to the service accounts ${serviceAccounts.join(', ')}`;
  const hosts = registryHosts(registry).join(', ');
  return [
    `Registers the cluster of ${options.kubeconfigFile} as ${name}. PullPass writes to it:`,
    `  the secret ${secretName} in ${where},`,
    `  ${links},`,
    real
      ? `  with tokens of ECR for ${hosts}.`
      : `  with make-believe tokens for ${hosts}, which pull nothing (real ones: --aws).`,
  ];
}
