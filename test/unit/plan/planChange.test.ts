import { describe, expect, test } from '@jest/globals';
import { retire } from '../../../functions/registration/change/retire.ts';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { clusterSpec } from '../../../shared/clusters/spec.ts';
import { planChange, planDeregistration } from '../../../shared/plan/planChange.ts';
import { nameTargets } from '../../../shared/targets/nameTargets.ts';

const main = { name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' };
const other = { ...main, name: 'other', region: 'us-east-1' };

function record(targets: object[], registries: object[] = [main]): Pick<ClusterRecord, 'spec' | 'retired'> {
  const spec = clusterSpec.parse({ name: 'a', registries, targets });
  return { spec: { ...spec, targets: nameTargets(spec.targets) }, retired: [] };
}

const pull = (fields: object = {}) => ({
  kind: 'imagePullSecret',
  secretName: 'ecr',
  namespaces: { include: ['team-*'] },
  ...fields,
});

function plan(before: ReturnType<typeof record>, after: ReturnType<typeof record>) {
  return planChange(before, { ...after, retired: retire(before, after.spec.targets) });
}
const texts = (entries: readonly { message: string }[]) => entries.map(({ message }) => message);
const removed = (before: object, after: object) => texts(plan(record([before]), record([after])).removes);

test('a registration writes everything, and removes nothing', () => {
  expect(planChange(undefined, record([pull({ name: 'apps', serviceAccounts: ['default'] })]))).toEqual({
    writes: [
      {
        target: 'apps',
        secret: 'ecr',
        namespaces: { include: ['team-*'] },
        serviceAccounts: ['default'],
        registries: ['main'],
        change: 'new',
        message: 'Secret ecr in namespaces team-*, for main, linked to service account default (new)',
      },
    ],
    removes: [],
    leaves: [],
  });
});

test('if one page’s targets replace another’s, what the other had written is reported as removed', () => {
  const jenkins = { kind: 'jenkins', registries: ['main'], namespaces: { include: ['ci'] } };
  const { writes, removes } = plan(record([pull({ serviceAccounts: ['default'] })]), record([jenkins]));
  expect(writes).toMatchObject([{ secret: 'ecr-credentials-main', change: 'new' }]);
  expect(removes).toEqual([
    {
      what: 'secret',
      secret: 'ecr',
      namespaces: { include: ['team-*'] },
      serviceAccounts: ['default'],
      message: 'Secret ecr in namespaces team-*, with its links from service account default',
    },
  ]);
});

test('renaming a target removes nothing', () => {
  const { writes, removes, leaves } = plan(record([pull({ name: 'a' })]), record([pull({ name: 'b' })]));
  expect([writes[0]?.change, removes, leaves]).toEqual(['same', [], []]);
});

describe('a secret that is still written', () => {
  test.each<[object, object, string[]]>([
    [{ include: ['team-*'] }, { include: ['team-*'], exclude: ['team-c'] }, ['team-*, except team-c']],
    [{ include: ['team-*'] }, { include: ['team-a*'] }, ['team-a*']],
    [{ include: ['team-*'] }, { include: ['team-a', 'other'] }, ['team-a']],
    [{ include: ['team-*'] }, { include: ['other'] }, []],
    [{ include: ['team-a', 'team-b'] }, { include: ['team-b', 'other'] }, ['team-b']],
    // The patterns do not show what both choose: better to report too much than too little.
    [{ include: ['team-*'] }, { include: ['*-a'] }, ['team-*']],
  ])('of %j keeps its links in what is left behind by %j', (namespaces, then, places) => {
    const before = pull({ namespaces, serviceAccounts: ['builder'] });
    const after = pull({ namespaces: then, serviceAccounts: [] });
    const links = removed(before, after).filter((message) => message.startsWith('The link'));
    expect(links.map((message) => message.replace(/.* in namespaces? /, ''))).toEqual(places);
  });

  test('loses the links of accounts that are no longer named', () => {
    expect(
      removed(pull({ serviceAccounts: ['default', 'builder'] }), pull({ serviceAccounts: ['default'] })),
    ).toEqual(['The link to secret ecr from service account builder in namespaces team-*']);
  });

  test('is removed from namespaces that are no longer named, with prune', () => {
    const include = (...names: string[]) => pull({ prune: true, namespaces: { include: names } });
    expect(removed(include('a', 'b', 'c'), include('a'))).toEqual(['Secret ecr in namespaces b, c']);
    expect(removed(include('team-*'), include('team-a'))).toEqual([
      'Secret ecr in namespaces team-*, but not in namespace team-a',
    ]);
  });

  test('is left in them without', () => {
    const include = (...names: string[]) => pull({ namespaces: { include: names } });
    const { removes, leaves } = plan(record([include('a', 'b')]), record([include('a')]));
    expect([removes, texts(leaves)]).toEqual([[], ['Secret ecr in namespace b (not removed: set "prune")']]);
  });

  test('is removed from what others were chosen before, once it begins to prune', () => {
    expect(removed(pull(), pull({ prune: true }))).toEqual([
      'Secret ecr in all namespaces, but not in namespaces team-*',
    ]);
  });

  test('stays if the choice grows', () => {
    const grown = [{}, { include: ['*'] }, { include: ['team-*', 'x'] }];
    for (const namespaces of grown) {
      const { removes, leaves } = plan(record([pull()]), record([pull({ namespaces })]));
      expect([removes, leaves]).toEqual([[], []]);
    }
  });

  test('loses the entries of a removed registry', () => {
    const { writes, removes } = plan(record([pull()], [main, other]), record([pull()], [main]));
    expect(writes).toMatchObject([{ change: 'changed', registries: ['main'] }]);
    expect(removes).toMatchObject([
      { what: 'entries', secret: 'ecr', hosts: ['123456789012.dkr.ecr.us-east-1.amazonaws.com'] },
    ]);
  });
});

test('if others share it, loses only its entries', () => {
  const global = { kind: 'globalPullSecret' };
  expect(texts(plan(record([pull(), global]), record([pull()])).removes)).toEqual([
    'The entries of PullPass in secret additional-pull-secret in namespace kube-system',
  ]);
});

test('deregistering removes everything, including what is still to be removed; by force everything is left', () => {
  const targets = record([pull()]);
  const retired = record([pull({ secretName: 'old' })]).spec.targets;
  const { writes, removes } = planDeregistration({ ...targets, retired }, false);
  expect([writes, removes.map(({ secret }) => secret)]).toEqual([[], ['old', 'ecr']]);
  const forced = planDeregistration({ ...targets, retired }, true);
  expect([forced.removes, forced.leaves.length]).toEqual([[], 2]);
});

test('what a paused cluster should get comes once it is resumed', () => {
  const { spec, retired } = record([pull()]);
  expect(planChange(undefined, { spec: { ...spec, paused: true }, retired })).toMatchObject({
    afterResuming: true,
  });
});
