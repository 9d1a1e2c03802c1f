import type { Access } from '../../shared/kubernetes/access.ts';
import { type Rule, rolesOf, rulesOf } from '../../shared/rbac/rules.ts';
import { targetDeclarations } from '../../shared/targets/declarations.ts';
import { kindOf } from '../../shared/targets/kinds.ts';
import type { Target } from '../../shared/targets/schema.ts';
import { madePart } from '../madePart.ts';

export const page = madePart(
  'docs/permissions.md',
  '<!-- What follows is made by scripts/permissions.ts from shared/targets. -->',
  sections,
);

/** A section for each kind of target. */
function sections(): string {
  return Object.values(targetDeclarations)
    .map(({ example }) => section(example))
    .join('\n\n');
}

function section(target: Target): string {
  const { inNamespaces, ofCluster } = rolesOf(kindOf(target).permissions(target));
  const paragraphs = [
    `### \`${target.kind}\``,
    code('json', oneLine(target)),
    `In a Role in ${where(target)}:`,
    yaml(inNamespaces),
  ];
  if (ofCluster.length > 0) paragraphs.push('In a ClusterRole:', yaml(ofCluster));
  const wishes = rulesOf(wishesOf(target));
  if (wishes.length > 0)
    paragraphs.push(
      'If globs or labels choose its namespaces, add to the ClusterRole of step 3:',
      yaml(wishes),
    );
  return paragraphs.join('\n\n');
}

/** What improves a target like this one if labels choose its namespaces. */
export function wishesOf(target: Target): Access[] {
  const { withNamespaces, wishes } = kindOf(target);
  const open = withNamespaces?.(target, { labelSelector: 'pull=ecr' });
  return (open && wishes?.(open)) ?? [];
}

function where(target: Target): string {
  const { withNamespaces, selection } = kindOf(target);
  if (withNamespaces !== undefined) return 'each of its namespaces';
  const { include = [] } = selection(target);
  return `the namespace ${include.map((name) => `\`${name}\``).join(' and ')}`;
}

function oneLine(target: Target): string {
  const shown = { ...target } as Record<string, unknown>;
  if (shown['adopt'] === false) delete shown['adopt'];
  return JSON.stringify(shown, null, 1).replaceAll(/\n\s*/g, ' ');
}

function yaml(rules: readonly Rule[]): string {
  return code('yaml', `rules:\n${rules.map(rule).join('\n')}`);
}

function rule({ apiGroups, resources, resourceNames, verbs }: Rule): string {
  const list = (values: readonly string[]) => `[${values.map((value) => value || "''").join(', ')}]`;
  return [
    `  - apiGroups: ${list(apiGroups)}`,
    `    resources: ${list(resources)}`,
    ...(resourceNames === undefined ? [] : [`    resourceNames: ${list(resourceNames)}`]),
    `    verbs: ${list(verbs)}`,
  ].join('\n');
}

function code(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
