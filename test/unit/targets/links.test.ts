import { expect, test } from '@jest/globals';
import { linkPatch, unlinkPatch } from '../../../shared/targets/serviceAccounts/links.ts';

const metadata = { name: 'builder', resourceVersion: '7' };
const unchanged = { op: 'test', path: '/metadata/resourceVersion', value: '7' };

test('a link is appended to both lists, guarded by the version that was read', () => {
  const account = { metadata, imagePullSecrets: [{ name: 'dockercfg' }], secrets: [{ name: 'dockercfg' }] };
  expect(linkPatch(account, 'ecr')).toEqual([
    unchanged,
    { op: 'add', path: '/imagePullSecrets/-', value: { name: 'ecr' } },
    { op: 'add', path: '/secrets/-', value: { name: 'ecr' } },
  ]);
});

test('absent lists are made', () => {
  expect(linkPatch({ metadata }, 'ecr')).toEqual([
    unchanged,
    { op: 'add', path: '/imagePullSecrets', value: [{ name: 'ecr' }] },
    { op: 'add', path: '/secrets', value: [{ name: 'ecr' }] },
  ]);
});

test('only the list that lacks the link is changed', () => {
  const account = { metadata, imagePullSecrets: [{ name: 'ecr' }], secrets: [] };
  expect(linkPatch(account, 'ecr')).toEqual([
    unchanged,
    { op: 'add', path: '/secrets/-', value: { name: 'ecr' } },
  ]);
});

test('a linked service account is left alone', () => {
  expect(
    linkPatch({ metadata, imagePullSecrets: [{ name: 'ecr' }], secrets: [{ name: 'ecr' }] }, 'ecr'),
  ).toBeUndefined();
});

test('unlinking removes ours, each in its place, from the end', () => {
  const account = {
    metadata,
    imagePullSecrets: [{ name: 'ecr' }, { name: 'theirs' }, { name: 'ecr' }],
    secrets: [{ name: 'theirs' }],
  };
  expect(unlinkPatch(account, 'ecr')).toEqual([
    unchanged,
    { op: 'remove', path: '/imagePullSecrets/2' },
    { op: 'remove', path: '/imagePullSecrets/0' },
  ]);
  expect(unlinkPatch({ metadata }, 'ecr')).toBeUndefined();
});
