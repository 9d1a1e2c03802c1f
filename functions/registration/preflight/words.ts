import type { Access } from '../../../shared/kubernetes/access.ts';
import { listed } from '../../../shared/plan/words.ts';

/** "in namespace a", "in 3 namespaces: a, b, c" */
export function inThem(namespaces: readonly string[]): string {
  return `in ${namespaces.length === 1 ? 'namespace' : `${namespaces.length} namespaces:`} ${listed(namespaces)}`;
}

/** "create, patch and delete" */
export function verbsOf(verbs: readonly string[], last: 'and' | 'or'): string {
  const [final = '', ...others] = verbs.toReversed();
  return others.length === 0 ? final : `${others.toReversed().join(', ')} ${last} ${final}`;
}

/** "secrets/ecr-credentials", "infrastructures.config.openshift.io/cluster" */
export function whatOf({ group, resource, name }: Access): string {
  const all = group === undefined ? resource : `${resource}.${group}`;
  return name === undefined ? all : `${all}/${name}`;
}
