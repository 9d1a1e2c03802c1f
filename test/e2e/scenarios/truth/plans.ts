import { expect, test } from '@jest/globals';
import { must } from '../../world/kubernetes.ts';
import type { TargetsWorld } from '../../world/targetsWorld.ts';

interface Selection {
  include?: string[];
  exclude?: string[];
  labelSelector?: string;
}

interface Planned {
  secret: string;
  namespaces: Selection;
  notIn?: Selection[];
  serviceAccounts?: string[];
  what?: 'secret' | 'link' | 'entries';
}

interface Plan {
  writes: Planned[];
  removes: Planned[];
  leaves: Planned[];
}

interface Namespace {
  metadata: { name: string; labels?: Record<string, string> };
}

const [name, secret, other] = ['planned', 'planned-pull', 'planned-other'];
const accounts = ['builder', 'default'];

/** What a plan says that a push will do, compared with what the push does in each namespace of the cluster. */
export function planScenarios(world: () => TargetsWorld): void {
  const projects = { 'planned-a': 'gold', 'planned-b': 'gold', 'planned-c': 'base', 'aside-d': 'gold' };
  const target = {
    name: 'apps',
    kind: 'imagePullSecret',
    secretName: secret,
    namespaces: { include: ['planned-*'] },
    serviceAccounts: ['builder'],
  };
  const gold = { labelSelector: 'planned=gold' };
  const second = { ...target, name: 'second', secretName: other, namespaces: gold };

  const namespaces = async () =>
    must(200, await world().openshift.admin.get('/api/v1/namespaces')).json<{ items: Namespace[] }>().items;

  /** `secret NAMESPACE/NAME` and `link NAMESPACE/ACCOUNT NAME` for everything in the cluster with these names. */
  async function present(): Promise<Set<string>> {
    const { openshift } = world();
    const found = new Set<string>();
    for (const project of Object.keys(projects)) {
      for (const each of [secret, other])
        if ((await openshift.secret(project, each)) !== undefined) found.add(`secret ${project}/${each}`);
      for (const account of accounts)
        for (const each of (await openshift.links(project, account)).imagePullSecrets)
          if ([secret, other].includes(each)) found.add(`link ${project}/${account} ${each}`);
    }
    return found;
  }

  /** What these entries of a plan mean in the present cluster. */
  function meant(entries: readonly Planned[], all: readonly Namespace[]): Set<string> {
    return new Set(
      entries.flatMap(({ secret: of, namespaces: within, notIn = [], serviceAccounts = [], what }) => {
        const chosen = all.filter(
          (each) => isChosen(each, within) && !notIn.some((left) => isChosen(each, left)),
        );
        return chosen.flatMap(({ metadata }) => [
          ...(what === 'link' ? [] : [`secret ${metadata.name}/${of}`]),
          // A secret goes with its links, whichever account names it.
          ...(what === 'secret' ? accounts : serviceAccounts).map(
            (account) => `link ${metadata.name}/${account} ${of}`,
          ),
        ]);
      }),
    );
  }

  const linked = { ...target, serviceAccounts: ['default'] };
  const changes: [string, object[]][] = [
    ['a target more, by labels', [target, second]],
    ['another service account', [linked, second]],
    [
      'an excluded namespace, without prune',
      [{ ...linked, namespaces: { include: ['planned-*'], exclude: ['planned-c'] } }, second],
    ],
    [
      'fewer namespaces, with prune',
      [{ ...linked, namespaces: { include: ['planned-a*'] }, prune: true }, second],
    ],
    [
      'another service account in fewer namespaces, without prune',
      [
        { ...linked, namespaces: { include: ['planned-a*'] }, prune: true },
        { ...second, namespaces: { ...gold, include: ['planned-*'] }, serviceAccounts: ['default'] },
      ],
    ],
    [
      'one target less',
      [{ ...second, namespaces: { ...gold, include: ['planned-*'] }, serviceAccounts: ['default'] }],
    ],
  ];

  test('a change does in each namespace what its plan and its dry run said', async () => {
    const { api, openshift, serve } = world();
    for (const [project, tier] of Object.entries(projects))
      await openshift.addProject(project, { labels: { planned: tier } });
    await serve(name, [target]);
    /** A plan says what it leaves, not what others left before it. */
    const leftBefore = new Set<string>();
    for (const [change, targets] of changes) {
      const all = await namespaces();
      const before = await present();
      const { status } = await api.read(name);
      const body = { targets };
      const dry = await api.expect<{ plan: Plan }>(200, 'PATCH', `/clusters/${name}?dryRun=true`, { body });
      expect(await present()).toEqual(before);
      const { plan } = await api.expect<{ plan: Plan }>(200, 'PATCH', `/clusters/${name}`, { body });
      expect({ change, plan }).toEqual({ change, plan: dry.plan });
      expect((await api.attempted(name, status.lastAttemptAt)).status.phase).toBe('Healthy');

      const after = await present();
      expect({ change, came: minus(after, before) }).toEqual({
        change,
        came: minus(meant(plan.writes, all), before),
      });
      expect({ change, went: minus(before, after) }).toEqual({
        change,
        went: both(meant(plan.removes, all), before),
      });
      const left = minus(after, new Set([...meant(plan.writes, all), ...leftBefore]));
      expect({ change, left }).toEqual({
        change,
        left: both(meant(plan.leaves, all), new Set(left)),
      });
      for (const each of left) leftBefore.add(each);
    }
    await api.deregister(name);
  }, 240_000);
}

/** As Kubernetes and docs/namespaces.md define it, for what these scenarios choose by. */
function isChosen({ metadata }: Namespace, { include, exclude = [], labelSelector }: Selection): boolean {
  const matches = (glob: string) => new RegExp(`^${glob.replaceAll('*', '.*')}$`).test(metadata.name);
  if (exclude.some(matches)) return false;
  const [key = '', value] = labelSelector?.split('=') ?? [];
  if (labelSelector !== undefined && metadata.labels?.[key] !== value) return false;
  return include === undefined || include.some(matches);
}

const minus = (set: ReadonlySet<string>, other: ReadonlySet<string>) =>
  [...set].filter((each) => !other.has(each)).sort();
const both = (set: ReadonlySet<string>, other: ReadonlySet<string>) =>
  [...set].filter((each) => other.has(each)).sort();
