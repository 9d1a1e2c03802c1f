import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { matchesGlob } from '../../../shared/targets/namespaceGlobs.ts';
import { isSelected, literalNames } from '../../../shared/targets/namespaceSelection.ts';

describe('globs', () => {
  test.each([
    ['team-*', 'team-a', true],
    ['team-*', 'team', false],
    ['*-dev', 'a-dev', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['*', 'anything', true],
    ['a*b*c', 'a-b-b-c', true],
    ['payments', 'payments', true],
    ['payments', 'payments-2', false],
  ])('%s against %s: %s', (pattern, name, expected) => {
    expect(matchesGlob(pattern, name)).toBe(expected);
  });

  test('match like the regular expression that they stand for', () => {
    const letters = (alphabet: string) => fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 8 });
    fc.assert(
      fc.property(letters('ab*?'), letters('ab'), (pattern, name) => {
        const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`);
        expect(matchesGlob(pattern, name)).toBe(expression.test(name));
      }),
    );
  });

  test('a pattern with many stars is decided at once, where a regular expression would not end', () => {
    expect(matchesGlob(`${'*a'.repeat(31)}b`, 'a'.repeat(63))).toBe(false);
  });
});

describe('a selection', () => {
  test.each([
    ['an empty one chooses all', {}, 'payments', true],
    ['all does not mean the system’s', {}, 'openshift-monitoring', false],
    ['nor kube-*', {}, 'kube-system', false],
    ['nor openshift itself', {}, 'openshift', false],
    ['a glob does not reach the system’s', { include: ['*'] }, 'kube-system', false],
    ['a system namespace may be named', { include: ['kube-system'] }, 'kube-system', true],
    ['a name may begin like a system one', {}, 'openshiftish', true],
    ['exclude wins over a glob', { include: ['team-*'], exclude: ['team-old'] }, 'team-old', false],
    ['exclude wins over a name', { include: ['a'], exclude: ['a'] }, 'a', false],
  ])('%s', (_, selection, name, expected) => {
    expect(isSelected(selection, name)).toBe(expected);
  });

  test('with only names needs no list', () => {
    expect(literalNames({ include: ['a', 'b', 'a'], exclude: ['b*'] })).toEqual(['a']);
  });

  test.each([[{}], [{ include: ['a*'] }], [{ include: ['a'], labelSelector: 'x=y' }]])(
    '%j needs the list',
    (selection) => {
      expect(literalNames(selection)).toBeUndefined();
    },
  );
});
