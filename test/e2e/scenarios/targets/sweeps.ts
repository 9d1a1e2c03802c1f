import { expect, test } from '@jest/globals';
import type { TargetsWorld } from '../../world/targetsWorld.ts';
import { until } from '../../world/until.ts';

/** A target with its own secret, no matter which test uses it. */
const target = (name: string, fields: object = {}) => ({
  kind: 'imagePullSecret',
  secretName: name,
  namespaces: { labelSelector: `pull=${name}` },
  serviceAccounts: ['builder'],
  ...fields,
});

export function sweepScenarios(world: () => TargetsWorld): void {
  const addProjects = async (label: string, ...names: string[]) => {
    for (const name of names) await world().openshift.addProject(name, { labels: { pull: label } });
  };
  const version = async (namespace: string, name: string) =>
    (await world().openshift.secret(namespace, name))?.metadata.resourceVersion;
  /** What was asked about secrets of this name, by verb. */
  const askedOf = async (name: string) =>
    (await world().asked())
      .filter(({ requestURI }) => requestURI.includes(name))
      .map(({ verb, objectRef }) => `${verb} ${objectRef?.resource} ${objectRef?.namespace ?? 'everywhere'}`);
  /**
   * Refreshes until everything that exists now existed a second before the last refresh: until then a namespace counts
   * as new, since Kubernetes reports creation times in whole seconds.
   */
  const servedForASecond = async (name: string) => {
    const since = Date.now() + 1000;
    await until(
      `a refresh of ${name} a second later`,
      () => world().api.refresh(name),
      ({ status }) => Date.parse(status.lastSuccessAt ?? '') >= since,
    );
  };
  const repairs = async (name: string) =>
    (await world().api.events(name)).filter(({ type }) => type === 'repaired').map(({ message }) => message);

  test('come due every five minutes, unless set otherwise or off', async () => {
    const { api, serve } = world();
    await addProjects('timed', 'timed-a');
    const { status } = await serve('timed', [target('timed')]);
    const minutes = (Date.parse(status.nextPushAt ?? '') - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(0);
    // Its slot, or the one after if that is less than a minute ahead.
    expect(minutes).toBeLessThanOrEqual(6);
    expect(Date.parse(status.nextRefreshAt ?? '')).toBeGreaterThanOrEqual(
      Date.parse(status.nextPushAt ?? ''),
    );

    const setTo = (sweepEveryMinutes: number) =>
      api.expect(200, 'PATCH', '/clusters/timed', { body: { sweepEveryMinutes } });
    await setTo(0);
    const off = (await api.refresh('timed')).status;
    expect(off).not.toHaveProperty('nextRefreshAt');
    // Turned on again, they do not wait for the refresh.
    const on = (await setTo(1)).status;
    expect(Date.parse(on.nextPushAt ?? '') - Date.now()).toBeLessThanOrEqual(60_000);
  }, 60_000);

  test('a namespace that appears between two refreshes is served, and nothing else is written', async () => {
    const { openshift, registry, serve, sweep } = world();
    await addProjects('newcomers', 'newcomers-a', 'newcomers-b');
    const before = await serve('newcomers', [target('newcomers')]);
    await addProjects('newcomers', 'newcomers-c');
    const known = (await askedOf('newcomers')).length;
    const { status } = await sweep('newcomers');
    expect(status).toMatchObject({
      phase: 'Healthy',
      namespaces: { ready: 3, failed: 0 },
      lastSuccessAt: before.status.lastSuccessAt,
    });

    const config = (await openshift.values('newcomers-c', 'newcomers'))?.['.dockerconfigjson'];
    expect(await registry.push(config, 'newcomers-c/web:1')).toMatchObject({ code: 0 });
    expect((await openshift.links('newcomers-c', 'builder')).imagePullSecrets).toContain('newcomers');
    expect((await askedOf('newcomers')).slice(known)).toEqual([
      'list namespaces everywhere',
      'list secrets everywhere',
      'patch secrets newcomers-c',
      'get serviceaccounts newcomers-c',
      'patch serviceaccounts newcomers-c',
    ]);
    expect(await repairs('newcomers')).toEqual([]);
  }, 60_000);

  test('if everything is in order they look twice and write nothing', async () => {
    const { sweep } = world();
    const known = (await askedOf('newcomers')).length;
    const versions = () =>
      Promise.all(['a', 'b', 'c'].map((end) => version(`newcomers-${end}`, 'newcomers')));
    const before = await versions();
    await sweep('newcomers');
    expect((await askedOf('newcomers')).slice(known)).toEqual([
      'list namespaces everywhere',
      'list secrets everywhere',
    ]);
    expect(await versions()).toEqual(before);
  }, 60_000);

  test('what others delete, change or strip of its marks is restored, and the trail names it', async () => {
    const { openshift, registry, serve, sweep } = world();
    const name = 'drifting';
    const ends = ['deleted', 'edited', 'unmarked', 'untouched'];
    await addProjects(name, ...ends.map((end) => `${name}-${end}`));
    await serve(name, [target(name)]);
    await servedForASecond(name);
    const untouched = await version(`${name}-untouched`, name);

    await openshift.deleteSecret(`${name}-deleted`, name);
    const empty = Buffer.from('{"auths":{}}').toString('base64');
    await openshift.patchSecret(`${name}-edited`, name, { data: { '.dockerconfigjson': empty } });
    await openshift.patchSecret(`${name}-unmarked`, name, {
      metadata: { annotations: { 'pullpass.io/cluster': null } },
    });
    expect((await sweep(name)).status).toMatchObject({ phase: 'Healthy', namespaces: { ready: 4 } });

    for (const end of ends) {
      const secret = await openshift.secret(`${name}-${end}`, name);
      expect(secret?.metadata.annotations).toMatchObject({ 'pullpass.io/cluster': name });
      const config = (await openshift.values(`${name}-${end}`, name))?.['.dockerconfigjson'];
      expect([end, (await registry.pull(config)).code]).toEqual([end, 0]);
    }
    expect(await version(`${name}-untouched`, name)).toBe(untouched);
    const [message, ...more] = await repairs(name);
    expect(more).toEqual([]);
    expect(message).toContain(`secret ${name}-deleted/${name} (was missing)`);
    expect(message).toMatch(new RegExp(`secret ${name}-edited/${name} \\(was changed by [^)]+\\)`));
    expect(message).toContain(`secret ${name}-unmarked/${name}`);
    expect(message).not.toContain('untouched');
  }, 60_000);

  test('a secret that others made in place of ours is a conflict, or is taken over if requested', async () => {
    const { openshift, registry, serve, sweep } = world();
    const theirs = { type: 'kubernetes.io/dockerconfigjson', data: { '.dockerconfigjson': 'e30=' } };
    for (const [name, adopt] of [
      ['foreign', false],
      ['adopted', true],
    ] as const) {
      await addProjects(name, `${name}-a`, `${name}-b`);
      await serve(name, [target(name, { adopt })]);
      await servedForASecond(name);
      await openshift.deleteSecret(`${name}-a`, name);
      await openshift.addSecret(`${name}-a`, name, theirs);
    }
    const refused = (await sweep('foreign')).status;
    expect(refused).toMatchObject({ phase: 'Degraded', error: { kind: 'conflict' } });
    expect(refused.error?.message).toContain('foreign-a/foreign');
    expect((await openshift.secret('foreign-a', 'foreign'))?.data).toEqual(theirs.data);

    expect((await sweep('adopted')).status.phase).toBe('Healthy');
    const config = (await openshift.values('adopted-a', 'adopted'))?.['.dockerconfigjson'];
    expect(await registry.pull(config)).toMatchObject({ code: 0 });
    expect((await repairs('adopted')).join()).toContain('secret adopted-a/adopted (was somebody else’s)');
  }, 60_000);

  test('a namespace that is no longer chosen loses secret and links at the next refresh, if the target prunes', async () => {
    const { api, openshift, serve, sweep } = world();
    for (const [name, prune] of [
      ['pruned', true],
      ['kept', false],
    ] as const) {
      await addProjects(name, `${name}-stays`, `${name}-leaves`);
      // It has the same name, but is not ours.
      await openshift.addProject(`${name}-others`);
      await openshift.addSecret(`${name}-others`, name, { data: { a: 'Yg==' } });
      await serve(name, [target(name, { prune })]);
      await openshift.label(`${name}-leaves`, { pull: null });
      await sweep(name);
      expect(await openshift.secret(`${name}-leaves`, name)).toBeDefined();
      const { status } = await api.refresh(name);
      expect(status).toMatchObject({ phase: 'Healthy', namespaces: { ready: 1, failed: 0 } });
      expect(await openshift.secret(`${name}-stays`, name)).toBeDefined();
      expect((await openshift.values(`${name}-others`, name))?.['a']).toBe('b');
    }
    expect(await openshift.secret('pruned-leaves', 'pruned')).toBeUndefined();
    const links = await openshift.links('pruned-leaves', 'builder');
    expect([...links.secrets, ...links.imagePullSecrets]).not.toContain('pruned');
    expect(links.secrets).toHaveLength(1);
    expect(await openshift.secret('kept-leaves', 'kept')).toBeDefined();
    expect((await openshift.links('kept-leaves', 'builder')).secrets).toContain('kept');
  }, 60_000);
}
