import type { Access } from '../../shared/kubernetes/api.ts';
import { isClusterScoped } from '../../shared/preflight/askPermissions.ts';
import { kindOf } from '../../shared/targets/kinds.ts';
import type { Target } from '../../shared/targets/schema.ts';
import { examples } from './examples.ts';
import { type Rule, rulesOf } from './rules.ts';

export const begin = '<!-- What follows is made by scripts/permissions.ts from shared/targets. -->';
export const end = '<!-- What is made ends here. -->';

/** The text of a page with its made part made anew. Throws where it has none. */
export function remade(page: string): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error('docs/permissions.md has lost the marks of its made part.');
  return `${page.slice(0, from)}${begin}\n\n${sections()}\n\n${page.slice(to)}`;
}

/** A section for each kind of target. */
function sections(): string {
  return Object.values(examples).map(section).join('\n\n');
}

function section(target: Target): string {
  const kind = kindOf(target);
  const needed = kind.permissions(target);
  const open = { ...target, namespaces: { labelSelector: 'pull=ecr' } } as Target;
  const wishes = kind.wishes?.(open) ?? [];
  const inThem = needed.filter((access) => !isClusterScoped(access));
  const atTop = needed.filter(isClusterScoped);
  return [
    `### \`${target.kind}\``,
    '',
    code('json', oneLine(target)),
    '',
    `In ${where(target)}:`,
    '',
    code('yaml', yaml(inThem)),
    ...(atTop.length > 0 ? ['', 'In a ClusterRole:', '', code('yaml', yaml(atTop))] : []),
    ...(wishes.length > 0
      ? [
          '',
          'Better with, where it chooses by globs or labels, in a ClusterRole:',
          '',
          code('yaml', yaml(wishes)),
        ]
      : []),
  ].join('\n');
}

function where(target: Target): string {
  const { include = [] } = kindOf(target).selection(target);
  return include.length === 1 && include[0] !== 'payments'
    ? `the namespace \`${include[0]}\``
    : 'each namespace that it chooses';
}

function oneLine(target: Target): string {
  const shown = { ...target } as Record<string, unknown>;
  if (shown['adopt'] === false) delete shown['adopt'];
  return JSON.stringify(shown, null, 1).replaceAll(/\n\s*/g, ' ');
}

function yaml(accesses: readonly Access[]): string {
  return `rules:\n${rulesOf(accesses).map(rule).join('\n')}`;
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
