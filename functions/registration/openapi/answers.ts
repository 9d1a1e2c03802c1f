import * as examples from './examples.ts';

export const changed = {
  text: 'The cluster, changed; with dryRun: what would be changed',
  schema: ['ChangedCluster', 'DryRun'],
  example: examples.changed,
} as const;
export const accepted = {
  text: 'The cluster; a push is on its way',
  schema: 'ChangedCluster',
  example: examples.changed,
} as const;
export const registered = {
  text: 'Registered; the first push is on its way',
  schema: 'ChangedCluster',
  example: { ...examples.changed, version: 1, preflight: examples.preflight },
} as const;
export const dryRun = {
  text: 'With dryRun: what the checks found, and the plan',
  schema: 'DryRun',
  example: { dryRun: true, preflight: examples.preflight, plan: examples.plan },
} as const;
