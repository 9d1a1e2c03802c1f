import type { ClusterSpec } from '../../clusters/spec.ts';
import { accountsInWords, clipped, selectionInWords } from '../../plan/words.ts';
import type { Target } from '../../targets/schema.ts';

/** `secret ecr-credentials in namespaces payments, team-*, for main, linked to service accounts default`, as plans say it. */
export function targetInWords(target: Target, registries: ClusterSpec['registries']): string {
  const where = 'namespaces' in target ? ` in ${selectionInWords(target.namespaces)}` : '';
  const accounts = 'serviceAccounts' in target ? target.serviceAccounts.map(accountName) : [];
  const links = accounts.length === 0 ? '' : `, linked to ${accountsInWords(accounts)}`;
  return `${secretsOf(target)}${where}, for ${clipped(registriesOf(target, registries))}${links}`;
}

function secretsOf(target: Target): string {
  switch (target.kind) {
    case 'globalPullSecret':
      return `the pull secret of the whole cluster, at most every ${target.everyHours} h`;
    case 'argocd':
      return target.repositories.length === 1
        ? `secret ${target.repositories[0]?.secretName}`
        : `secrets ${clipped(target.repositories.map(({ secretName }) => secretName))}`;
    case 'jenkins':
      return `secrets ${clipped(target.registries.map((name) => `${target.secretName}-${name}`))}`;
    default:
      return `secret ${target.secretName}`;
  }
}

function registriesOf(target: Target, registries: ClusterSpec['registries']): string[] {
  const all = registries.map(({ name }) => name);
  if (target.kind === 'keys') return [target.registry];
  if (target.kind === 'argocd') {
    const named = target.repositories.flatMap(({ registry }) => registry ?? []);
    return named.length === target.repositories.length ? [...new Set(named)] : ['the registries of its URLs'];
  }
  return target.registries ?? all;
}

const accountName = (account: string | { name: string; optional: boolean }): string =>
  typeof account === 'string' ? account : `${account.name}${account.optional ? ' (if it is there)' : ''}`;
