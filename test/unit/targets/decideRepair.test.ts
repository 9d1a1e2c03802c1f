import { expect, test } from '@jest/globals';
import { decideRepair } from '../../../shared/targets/secrets/decideRepair.ts';

const marks = {
  labels: { 'app.kubernetes.io/managed-by': 'pullpass' },
  annotations: { 'pullpass.io/cluster': 'prod' },
};
const owns = (manager: string, operation: string, ...keys: string[]) => ({
  manager,
  operation,
  fieldsV1: { 'f:data': Object.fromEntries(keys.map((key) => [`f:${key}`, {}])) },
});
const ours = owns('pullpass', 'Apply', 'username', 'password');

const until = (end: string) => ({ ...marks.annotations, 'pullpass.io/valid-until': end });
const context = { cluster: 'prod', heldUntil: Date.parse('2026-03-01T12:00:00Z') };

test.each([
  ['is as it was applied', { ...marks, managedFields: [ours] }, undefined],
  [
    'has more of somebody else’s',
    { ...marks, managedFields: [ours, owns('helm', 'Update', 'extra')] },
    undefined,
  ],
  ['is missing', undefined, 'was missing'],
  ['lost its annotations and keeps our values', { managedFields: [ours] }, 'had lost its annotations'],
  [
    'lost its label to a tool that rewrites labels',
    { ...marks, labels: { 'app.kubernetes.io/managed-by': 'helm' }, managedFields: [ours] },
    undefined,
  ],
  [
    'has neither our annotation nor a value of ours',
    { labels: marks.labels, managedFields: [owns('vim', 'Update', 'username', 'password')] },
    'was somebody else’s',
  ],
  [
    'is another cluster’s',
    { ...marks, annotations: { 'pullpass.io/cluster': 'other' }, managedFields: [ours] },
    'was written for the cluster other',
  ],
  [
    'is outdated',
    { labels: marks.labels, annotations: until('2026-03-01T11:59:59Z'), managedFields: [ours] },
    'was out of date',
  ],
  [
    'is of the last refresh',
    { labels: marks.labels, annotations: until('2026-03-01T12:00:00Z'), managedFields: [ours] },
    undefined,
  ],
  [
    'has an invalid expiry',
    { labels: marks.labels, annotations: until('soon'), managedFields: [ours] },
    'was out of date',
  ],
  [
    'has a value of somebody else’s',
    { ...marks, managedFields: [owns('pullpass', 'Apply', 'username'), owns('vim', 'Update', 'password')] },
    'was changed by vim',
  ],
  ['lost a value', { ...marks, managedFields: [owns('pullpass', 'Apply', 'username')] }, 'was changed'],
  [
    'was written by us in another way',
    { ...marks, managedFields: [owns('pullpass', 'Update', 'password')] },
    'was changed',
  ],
  ['says nothing of owners', marks, 'was changed'],
])('a secret that %s', (_, metadata, expected) => {
  expect(decideRepair(metadata, ['username', 'password'], context)).toBe(expected);
});
