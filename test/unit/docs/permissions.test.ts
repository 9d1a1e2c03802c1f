import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { root } from '../../../cli/deploy/build/functions.ts';
import { page as permissions, wishesOf } from '../../../scripts/permissions/page.ts';
import type { Access } from '../../../shared/kubernetes/access.ts';
import { type Rule, rolesOf, rulesOf } from '../../../shared/rbac/rules.ts';
import { targetDeclarations } from '../../../shared/targets/declarations.ts';
import { kindOf } from '../../../shared/targets/kinds.ts';

const page = readFileSync(join(root, 'docs/permissions.md'), 'utf8');

test('docs/permissions.md says what each kind of target needs now', () => {
  const made = permissions.remade(page);
  if (made !== page)
    throw new Error(
      'docs/permissions.md and shared/targets do not agree. Run "npm run permissions", and look at what it changed.',
    );
});

test('manual edits there are replaced', () => {
  expect(permissions.remade(page.replace('verbs: [create', 'verbs: [watch, create'))).toBe(
    permissions.remade(page),
  );
});

test('what is printed there, read as YAML, is the rules themselves', () => {
  const printed = [
    ...page
      .slice(page.indexOf(permissions.begin), page.indexOf(permissions.end))
      .matchAll(/^```yaml\n(.*?)^```$/gms),
  ].map(([, block = '']) => (parse(block) as { rules: Rule[] }).rules);
  const rules = Object.values(targetDeclarations).flatMap(({ example: target }) => {
    const { inNamespaces, ofCluster } = rolesOf(kindOf(target).permissions(target));
    return [inNamespaces, ofCluster, rulesOf(wishesOf(target))].filter((each) => each.length > 0);
  });
  expect(printed).toEqual(rules);
});

test('a page that lost its markers is not overwritten', () => {
  expect(() => permissions.remade(page.replace(permissions.end, ''))).toThrow('has lost the marks');
});

test('rules grant exactly the accesses that they are made of', () => {
  const few = <Value extends string>(...values: Value[]) => fc.constantFrom(...values);
  const access = fc
    .record({
      verb: few('get', 'list', 'create', 'patch', 'delete'),
      resource: few('secrets', 'serviceaccounts', 'infrastructures'),
      group: few('', 'config.openshift.io'),
      name: few('', 'a', 'b', 'c'),
    })
    .map(({ name, group, ...rest }): Access => ({ ...rest, ...(group && { group }), ...(name && { name }) }));
  fc.assert(
    fc.property(fc.array(access, { maxLength: 20 }), (accesses) => {
      const wanted = accesses.map(({ group = '', resource, name, verb }) =>
        [group, resource, name, verb].join(' '),
      );
      expect(new Set(rulesOf(accesses).flatMap(grantedBy))).toEqual(new Set(wanted));
    }),
  );
});

/** Each access that a rule grants; without names, it grants it on all. */
function grantedBy({ apiGroups, resources, resourceNames = [undefined] as never, verbs }: Rule): string[] {
  return apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      resourceNames.flatMap((name: string | undefined) =>
        verbs.map((verb) => [group, resource, name, verb].join(' ')),
      ),
    ),
  );
}
