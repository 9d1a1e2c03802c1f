import type { Manifest } from '../../../shared/rbac/manifestsOf.ts';
import type { Rule } from '../../../shared/rbac/rules.ts';
import type { Found } from './objects.ts';

/**
 * How an object differs from the wanted one, one line per difference; empty if it means the same. The order of rules,
 * verbs and subjects does not matter, nor how rights are grouped into rules. Metadata that others added is ignored.
 */
export function differences(wanted: Manifest, found: Found): string[] {
  const labels = Object.entries(wanted.metadata.labels ?? {})
    .filter(([key, value]) => found.metadata.labels?.[key] !== value)
    .map(([key, value]) => `label ${key}: ${value}`);
  return [
    ...labels,
    ...ruleDifferences(wanted, found),
    ...subjectDifferences(wanted, found),
    ...mounts(wanted, found),
  ];
}

/** Whether rules allow something that is not wanted. */
export function takesAway({ rules }: Manifest, there: readonly Partial<Rule>[]): boolean {
  return minus(accessesOf(there), accessesOf((rules ?? []) as Rule[])).length > 0;
}

function ruleDifferences({ kind, rules }: Manifest, found: Found): string[] {
  if (!kind.endsWith('Role')) return [];
  const [want, have] = [accessesOf((rules ?? []) as Rule[]), accessesOf(found.rules ?? [])];
  const aggregates = found['aggregationRule'] == null ? [] : ['takes its rules from other ClusterRoles'];
  return [
    ...grouped(minus(want, have)).map((text) => `adds ${text}`),
    ...grouped(minus(have, want)).map((text) => `takes away ${text}`),
    ...aggregates,
  ];
}

function subjectDifferences(wanted: Manifest, { subjects }: Found): string[] {
  if (!wanted.kind.endsWith('Binding')) return [];
  const shown = (all: Found['subjects']) =>
    new Set(
      (all ?? []).map(
        ({ kind = '', namespace, name = '' }) =>
          `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`,
      ),
    );
  const [want, have] = [shown(wanted['subjects'] as Found['subjects']), shown(subjects)];
  return [
    ...[...want].filter((subject) => !have.has(subject)).map((subject) => `binds ${subject}`),
    ...[...have].filter((subject) => !want.has(subject)).map((subject) => `no longer binds ${subject}`),
  ];
}

function mounts(wanted: Manifest, found: Found): string[] {
  const field = 'automountServiceAccountToken';
  return wanted[field] === undefined || wanted[field] === found[field] ? [] : [`${field}: ${wanted[field]}`];
}

/** One verb on one resource. */
interface Atom {
  verb: string;
  what: string;
}

/** The single rights that rules allow, by a key that is equal for equal rights. */
function accessesOf(rules: readonly Partial<Rule & { nonResourceURLs: string[] }>[]): Map<string, Atom> {
  const atoms = rules.flatMap(
    ({ apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [], verbs = [] }) => [
      ...apiGroups.flatMap((group) =>
        resources.flatMap((resource) =>
          // Without names, it covers all of them.
          (resourceNames.length === 0 ? [''] : resourceNames).flatMap((name) =>
            verbs.map((verb) => ({
              verb,
              what: `${resource}${group === '' ? '' : `.${group}`}${name === '' ? ' (all)' : ` ${name}`}`,
            })),
          ),
        ),
      ),
      ...nonResourceURLs.flatMap((url) => verbs.map((verb) => ({ verb, what: url }))),
    ],
  );
  return new Map(atoms.map((atom) => [JSON.stringify(atom), atom]));
}

function minus(all: Map<string, Atom>, without: Map<string, Atom>): Atom[] {
  return [...all].filter(([key]) => !without.has(key)).map(([, atom]) => atom);
}

/** `create, patch secrets ecr-credentials` */
function grouped(atoms: readonly Atom[]): string[] {
  return [...Map.groupBy(atoms, ({ what }) => what)].map(
    ([what, all]) =>
      `${all
        .map(({ verb }) => verb)
        .sort()
        .join(', ')} ${what}`,
  );
}
