import { expect, test } from '@jest/globals';
import { identity, must, secretName } from '../world/kubernetes.ts';
import { apply, inNamespace, type Manifest } from '../world/permissionsPage.ts';
import type { World } from '../world/world.ts';

const namespace = 'least';

interface Problem {
  status: number;
  checks: { check: string; result: string; kind?: string; message: string; remedy?: string }[];
}

export function permissionScenarios(world: () => World): void {
  test('is enough to register, to serve, and to clean up', async () => {
    const { api, kubernetes, registry, cluster } = world();
    await kubernetes.addNamespace(namespace);
    const target = {
      namespaces: { include: [namespace] },
      serviceAccounts: ['default', 'builder', 'pipeline'],
    };
    const body = cluster('least', target);
    const dry = await api.expect<{ preflight: Problem }>(200, 'POST', '/clusters?dryRun=true', { body });
    expect(dry.preflight).toMatchObject({ result: 'passed' });
    expect((await api.call('GET', '/clusters/least')).status).toBe(404);

    await api.expect(201, 'POST', '/clusters', { body });
    const { status } = await api.attempted('least', undefined);
    expect(status).toMatchObject({ phase: 'Healthy', kubeconfig: { identity } });
    expect(await registry.pull(await kubernetes.dockerConfig(namespace))).toMatchObject({ code: 0 });
    await api.deregister('least');
    expect(await kubernetes.secret(namespace)).toBeUndefined();
  }, 180_000);

  test.each([
    ['create', 'secrets', secretName],
    ['patch', 'secrets', secretName],
    ['get', 'secrets', secretName],
    ['delete', 'secrets', secretName],
    ['get', 'serviceaccounts', 'builder'],
    ['patch', 'serviceaccounts', 'builder'],
  ])(
    'without %s on %s registration is refused, and names it',
    async (verb, resource, name) => {
      const { api, kubernetes, plane, page, cluster } = world();
      const whole = inNamespace(page.perNamespace, namespace);
      await apply(plane, without(whole, verb, resource));
      await kubernetes.untilMay(false, { verb, resource, name, namespace });
      try {
        const target = { namespaces: { include: [namespace] }, serviceAccounts: [...accountsOf(whole)] };
        const problem = await api.expect<Problem>(422, 'POST', '/clusters?dryRun=true', {
          body: cluster('one-verb-less', target),
        });
        const failed = problem.checks.filter(({ result }) => result === 'failed');
        const names = resource === 'secrets' ? [secretName] : accountsOf(whole);
        expect(failed.map(({ message }) => message).sort()).toEqual(
          names
            .map((object) => `${identity} cannot ${verb} ${resource}/${object} in namespace ${namespace}.`)
            .sort(),
        );
        for (const { kind, remedy } of failed) {
          expect(kind).toBe('forbidden');
          expect(remedy).toContain(`"verbs": ["${verb}"]`);
        }
      } finally {
        await apply(plane, whole);
        await kubernetes.untilMay(true, { verb, resource, name, namespace });
      }
    },
    120_000,
  );

  test('without list on namespaces globs are refused, and names are not', async () => {
    const { api, kubernetes, plane, page, cluster } = world();
    await apply(plane, without(page.listing, 'list', 'namespaces'));
    await kubernetes.untilMay(false, { verb: 'list', resource: 'namespaces' });
    try {
      const glob = cluster('globs', { namespaces: { include: ['team-*'] } });
      const problem = await api.expect<Problem>(422, 'POST', '/clusters?dryRun=true', { body: glob });
      const failed = problem.checks.filter(({ result }) => result === 'failed');
      expect(failed).toMatchObject([{ check: 'namespaces', kind: 'forbidden' }]);
      expect(failed[0]?.remedy).toContain('"resources": ["namespaces"], "verbs": ["list"]');

      const literal = cluster('globs', { namespaces: { include: [namespace] } });
      await api.expect(200, 'POST', '/clusters?dryRun=true', { body: literal });
    } finally {
      await apply(plane, page.listing);
      await kubernetes.untilMay(true, { verb: 'list', resource: 'namespaces' });
    }
  }, 120_000);

  test('as a ClusterRole bound everywhere, it serves namespaces without a Role of their own', async () => {
    const { api, kubernetes, plane, page, registry, cluster } = world();
    must(201, await kubernetes.admin.post('/api/v1/namespaces', { metadata: { name: 'without-role' } }));
    const everywhere = page.perNamespace.map((manifest) => clusterWide(manifest));
    await apply(plane, everywhere);
    try {
      await kubernetes.untilMay(true, { verb: 'patch', resource: 'secrets', name: secretName });
      const target = { namespaces: { include: ['without-role'] } };
      await api.expect(201, 'POST', '/clusters', { body: cluster('everywhere', target) });
      expect((await api.attempted('everywhere', undefined)).status.phase).toBe('Healthy');
      expect(await registry.pull(await kubernetes.dockerConfig('without-role'))).toMatchObject({ code: 0 });
      await api.deregister('everywhere');
    } finally {
      await plane.kubectl(['delete', 'clusterrolebinding,clusterrole', 'pullpass']);
      await kubernetes.untilMay(false, { verb: 'patch', resource: 'secrets', name: secretName });
    }
  }, 120_000);
}

/** A Role or RoleBinding, converted for all namespaces. */
function clusterWide({ kind, metadata: { name }, roleRef, ...rest }: Manifest): Manifest {
  return {
    ...rest,
    kind: `Cluster${kind}`,
    metadata: { name },
    ...(roleRef && { roleRef: { ...roleRef, kind: 'ClusterRole' } }),
  };
}

/** The manifests without one verb in the rule on a resource. */
function without(manifests: readonly Manifest[], verb: string, resource: string): Manifest[] {
  return manifests.map((manifest) => ({
    ...manifest,
    ...(manifest.rules && {
      rules: manifest.rules
        .map((rule) => ({
          ...rule,
          verbs: rule.verbs.filter((granted) => !rule.resources.includes(resource) || granted !== verb),
        }))
        // A rule must have a verb.
        .filter(({ verbs }) => verbs.length > 0),
    }),
  }));
}

function accountsOf(manifests: readonly Manifest[]): string[] {
  const rules = manifests.flatMap(({ rules = [] }) => rules);
  return rules.find(({ resources }) => resources.includes('serviceaccounts'))?.resourceNames ?? [];
}
