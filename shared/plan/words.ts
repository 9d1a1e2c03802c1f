import { isGlob } from '../targets/namespaceGlobs.ts';
import type { NamespaceSelection } from '../targets/namespaceSelectionSchema.ts';

const mostNamed = 10;

/** "a, b and 3 more" */
export function listed(names: readonly string[]): string {
  const more = names.length - mostNamed;
  return more <= 0 ? names.join(', ') : `${names.slice(0, mostNamed).join(', ')} and ${more} more`;
}

/** "namespaces payments, team-* with pull=ecr, except team-old" */
export function selectionInWords({ include = [], exclude = [], labelSelector }: NamespaceSelection): string {
  const isOne = include.length === 1 && !isGlob(include[0] ?? '');
  const named = include.length === 0 ? 'all namespaces' : `namespace${isOne ? '' : 's'} ${listed(include)}`;
  const labelled = labelSelector === undefined ? '' : ` with ${labelSelector}`;
  return `${named}${labelled}${exclude.length === 0 ? '' : `, except ${listed(exclude)}`}`;
}

/** Where something will be removed: "all namespaces, where namespaces team-a are not chosen" */
export function placeInWords(namespaces: NamespaceSelection, notIn: readonly NamespaceSelection[]): string {
  const others = notIn.map(selectionInWords).join('; nor in ');
  return `${selectionInWords(namespaces)}${others === '' ? '' : `, but not in ${others}`}`;
}

export function accountsInWords(names: readonly string[]): string {
  return `service account${names.length === 1 ? '' : 's'} ${listed(names)}`;
}
