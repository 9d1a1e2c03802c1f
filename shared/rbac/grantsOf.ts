import type { Access } from '../kubernetes/access.ts';
import { kindOf } from '../targets/kinds.ts';
import { literalNames } from '../targets/namespaceSelection.ts';
import type { Target } from '../targets/schema.ts';
import { isClusterScoped, type Rule, rulesOf } from './rules.ts';

/** The rights that an identity needs in a cluster for some targets. */
export interface Grants {
  /** In each namespace that a target names. */
  inNamespaces: { namespace: string; rules: Rule[]; targets: string[] }[];
  /** In every namespace, for targets whose namespaces are not known beforehand. */
  everywhere: Rule[];
  /** For what is in no namespace, and for lists over all namespaces. */
  ofCluster: Rule[];
  /** Names of the targets that choose namespaces by globs, by labels or by default. */
  open: string[];
  /** Names of the targets that need rights outside namespaces or over all of them. */
  inNone: string[];
}

const listing: Access = { verb: 'list', resource: 'namespaces' };

/** The fewest rights that these targets need, by what their kinds declare, plus those that make sweeps better. */
export function grantsOf(targets: readonly Target[]): Grants {
  const needs = targets.map((target) => {
    const kind = kindOf(target);
    const permissions = kind.permissions(target);
    return {
      name: target.name ?? target.kind,
      literal: literalNames(kind.selection(target)),
      inNamespaces: permissions.filter((access) => !isClusterScoped(access)),
      ofCluster: [...permissions.filter(isClusterScoped), ...(kind.wishes?.(target) ?? [])],
    };
  });
  const open = needs.filter(({ literal }) => literal === undefined);
  const names = [...new Set(needs.flatMap(({ literal = [] }) => literal))].sort();
  return {
    inNamespaces: names.map((namespace) => ({
      namespace,
      rules: rulesOf(
        needs.flatMap(({ literal, inNamespaces }) => (literal?.includes(namespace) ? inNamespaces : [])),
      ),
      targets: namesOf(needs.filter(({ literal }) => literal?.includes(namespace))),
    })),
    everywhere: rulesOf(open.flatMap(({ inNamespaces }) => inNamespaces)),
    ofCluster: rulesOf([
      ...(open.length > 0 ? [listing] : []),
      ...needs.flatMap(({ ofCluster }) => ofCluster),
    ]),
    open: namesOf(open),
    inNone: namesOf(needs.filter(({ literal, ofCluster }) => literal === undefined || ofCluster.length > 0)),
  };
}

const namesOf = (needs: readonly { name: string }[]) => needs.map(({ name }) => name);
