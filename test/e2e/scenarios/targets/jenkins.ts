import { expect, test } from '@jest/globals';
import { emulatedAccount, emulatedRegion } from '../../../support/aws/ministack.ts';
import { loggedIn } from '../../../support/consumers/dockerSecret.ts';
import type { TargetsWorld } from '../../world/targetsWorld.ts';

export function jenkinsScenarios(world: () => TargetsWorld): void {
  test('its sync plugin finds one credential of user and password for each registry', async () => {
    const { openshift, registry, password, serve } = world();
    await openshift.addProject('ci');
    const ecr = { kind: 'ecr', accountId: emulatedAccount };
    const registries = [
      { name: 'main', ...ecr, region: emulatedRegion },
      { name: 'frankfurt', ...ecr, region: 'eu-central-1' },
      { name: 'unused', ...ecr, region: 'eu-north-1' },
    ];
    const targets = [
      { kind: 'jenkins', registries: ['main', 'frankfurt'], namespaces: { include: ['ci'] } },
      // It must not be given what Jenkins cannot read.
      { kind: 'imagePullSecret', namespaces: { include: ['ci'] } },
    ];
    expect((await serve('jenkins', targets, { registries })).status.phase).toBe('Healthy');

    const synced = await openshift.labelled('ci', 'credential.sync.jenkins.openshift.io=true');
    expect(synced.map(({ type, metadata }) => [metadata.name, type])).toEqual([
      ['ecr-credentials-frankfurt', 'kubernetes.io/basic-auth'],
      ['ecr-credentials-main', 'kubernetes.io/basic-auth'],
    ]);
    for (const { metadata } of synced) {
      const values = await openshift.values('ci', metadata.name);
      expect(values).toEqual({ username: 'AWS', password });
      const login = loggedIn(registry.host, values?.['username'] ?? '', values?.['password'] ?? '');
      expect(await registry.push(login, 'ci/web:1')).toMatchObject({ code: 0 });
    }
  }, 60_000);
}
