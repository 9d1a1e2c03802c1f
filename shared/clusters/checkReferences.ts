import type * as z from 'zod';
import { registryHosts } from '../registries/hosts.ts';
import type { Registry } from '../registries/schema.ts';
import { registriesFor } from '../targets/argocd/registriesFor.ts';
import { addressOf } from '../targets/argocd/url.ts';
import { kindOf } from '../targets/kinds.ts';
import { certainOverlap } from '../targets/overlap.ts';
import type { Target } from '../targets/schema.ts';

type Path = (string | number)[];
type Refuse = (path: Path, message: string) => void;

/**
 * Hosts in one docker config at most. An entry of ECR takes up to 4 KB, and Kubernetes takes 1 MiB in a secret.
 * Source: https://kubernetes.io/docs/concepts/configuration/secret/#restriction-data-size
 */
const mostHosts = 250;

/** Rules that span several fields. Used on whatever object extends the spec. */
export function checkReferences(
  { registries, targets }: { registries: readonly Registry[]; targets: readonly Target[] },
  context: z.RefinementCtx,
): void {
  const refuse: Refuse = (path, message) => context.addIssue({ code: 'custom', path, message });
  checkNames('registries', registries, refuse);
  checkNames('targets', targets, refuse);
  for (const [index, target] of targets.entries()) {
    const inTarget: Refuse = (path, message) => refuse(['targets', index, ...path], message);
    checkRegistries(target, registries, inTarget);
    checkRepositories(target, registries, inTarget);
    checkHosts(target, registries, inTarget);
    checkOverlap(target, targets.slice(0, index), inTarget);
  }
}

/** Targets without a name are given one that is free. */
function checkNames(
  list: 'registries' | 'targets',
  entries: readonly { name?: string | undefined }[],
  refuse: Refuse,
): void {
  const what = list === 'targets' ? 'target' : 'registry';
  const names = entries.map(({ name }) => name);
  for (const [index, name] of names.entries())
    if (name !== undefined && names.indexOf(name) !== index)
      refuse([list, index, 'name'], `there is another ${what} named "${name}"`);
}

/** Where a target names registries of the cluster. */
function namedIn(target: Target): { name: string; path: Path }[] {
  if (target.kind === 'keys') return [{ name: target.registry, path: ['registry'] }];
  if (target.kind === 'argocd')
    return target.repositories.flatMap(({ registry: name }, index) =>
      name === undefined ? [] : { name, path: ['repositories', index, 'registry'] },
    );
  return (target.registries ?? []).map((name, index) => ({ name, path: ['registries', index] }));
}

function checkRegistries(target: Target, registries: readonly Registry[], refuse: Refuse): void {
  const known = registries.map(({ name }) => name);
  const named = namedIn(target);
  for (const [index, { name, path }] of named.entries()) {
    if (!known.includes(name))
      refuse(path, `there is no registry named "${name}"; this cluster has ${known.join(', ')}`);
    else if (target.kind === 'jenkins' && named.findIndex((other) => other.name === name) !== index)
      refuse(path, `"${name}" is named twice`);
  }
}

function checkRepositories(target: Target, registries: readonly Registry[], refuse: Refuse): void {
  if (target.kind !== 'argocd') return;
  for (const [index, repository] of target.repositories.entries()) {
    const serving = registriesFor(repository, registries);
    if (serving.length === 1) continue;
    const address = addressOf(repository.url);
    const path = ['repositories', index, 'url'];
    if (serving.length === 0) refuse(path, `no registry of this cluster${of(repository)} serves ${address}`);
    else
      refuse(
        path,
        `the registries ${serving.map(({ name }) => name).join(', ')} all serve ${address}: say which by "registry"`,
      );
  }
}

const of = ({ registry }: { registry?: string | undefined }) =>
  registry === undefined ? '' : ` named "${registry}"`;

const dockerConfigs: ReadonlySet<Target['kind']> = new Set([
  'imagePullSecret',
  'dockerconfigjson',
  'globalPullSecret',
]);

/** A docker config has one entry for each host. */
function checkHosts(target: Target, registries: readonly Registry[], refuse: Refuse): void {
  if (!dockerConfigs.has(target.kind)) return;
  const [secretName] = kindOf(target).secretNames(target);
  const hosts = kindOf(target)
    .registries(target, registries)
    .flatMap((registry) => [...new Set(registryHosts(registry))]);
  const repeated = hosts.find((host, index) => hosts.indexOf(host) !== index);
  if (repeated !== undefined)
    refuse(['registries'], `two registries of the secret "${secretName}" serve the host ${repeated}`);
  if (hosts.length > mostHosts)
    refuse(
      ['registries'],
      `${hosts.length} hosts go into the secret "${secretName}"; Kubernetes takes 1 MiB, which is about ${mostHosts}`,
    );
}

/** Two targets that write one secret would write it in turn for ever. Where that is not certain, the push sees. */
function checkOverlap(target: Target, earlier: readonly Target[], refuse: Refuse): void {
  const selection = kindOf(target).selection(target);
  const names = kindOf(target).secretNames(target);
  for (const [index, other] of earlier.entries()) {
    const shared = kindOf(other)
      .secretNames(other)
      .find((name) => names.includes(name));
    const namespace = shared && certainOverlap(selection, kindOf(other).selection(other));
    if (namespace !== undefined)
      refuse([], `writes the secret "${shared}" in namespace ${namespace}, as /targets/${index} does`);
  }
}
