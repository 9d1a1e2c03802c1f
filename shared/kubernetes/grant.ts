import type { Roles, Rule } from './rules.ts';

/** `Bind pusher to a Role there with the rule {"apiGroups":[""],…} (see docs/permissions.md).` */
export function grantRemedy(identity: string, { inNamespaces, ofCluster }: Roles, where = 'there'): string {
  const parts = [
    ...(ofCluster.length > 0 ? [`to a ClusterRole with ${shown(ofCluster)}`] : []),
    ...(inNamespaces.length > 0 ? [`to a Role ${where} with ${shown(inNamespaces)}`] : []),
  ];
  return `Bind ${identity || 'the identity'} ${parts.join(', and ')} (see docs/permissions.md).`;
}

function shown(rules: readonly Rule[]): string {
  return rules.length === 1 ? `the rule ${JSON.stringify(rules[0])}` : `the rules ${JSON.stringify(rules)}`;
}
