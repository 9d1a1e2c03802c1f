import type { Roles, Rule } from './rules.ts';

/** `Bind pusher to a Role there with the rule {"apiGroups": [""], …} (see docs/permissions.md).` */
export function grantRemedy(identity: string, { inNamespaces, ofCluster }: Roles, where = 'there'): string {
  const parts = [
    ...(ofCluster.length > 0 ? [`to a ClusterRole with ${shown(ofCluster)}`] : []),
    ...(inNamespaces.length > 0 ? [`to a Role ${where} with ${shown(inNamespaces)}`] : []),
  ];
  return `Bind ${identity || 'the identity'} ${parts.join(', and ')} (see docs/permissions.md).`;
}

function shown(rules: readonly Rule[]): string {
  const [only, ...more] = rules;
  return only !== undefined && more.length === 0 ? `the rule ${spaced(only)}` : `the rules ${spaced(rules)}`;
}

/** JSON on one line, with spaces at which it may be broken. No name in a rule contains a quote or a bracket. */
function spaced(value: Rule | readonly Rule[]): string {
  return JSON.stringify(value).replaceAll(/([,:])(?=["[{])/g, '$1 ');
}
