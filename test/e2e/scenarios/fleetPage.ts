import { expect, test } from '@jest/globals';
import { emulatedAccount, emulatedRegion } from '../../support/aws/ministack.ts';
import { aWidgetEvent } from '../../support/widget/event.ts';
import type { World } from '../world/world.ts';

const name = 'pullpass-e2e-widget';

export function fleetPageScenarios(world: () => World): void {
  test('the deployed widget shows a cluster once it is served, and nothing secret', async () => {
    const { api, aws, kubernetes, cluster, credentials } = world();
    const show = (parameters: object) =>
      aws.rest<string>(
        'lambda',
        'POST',
        `/2015-03-31/functions/${name}/invocations`,
        aWidgetEvent(parameters),
      );
    await kubernetes.addNamespace('on-the-page');
    const body = cluster('on-the-page', { namespaces: { include: ['on-the-page'] } });
    await api.expect(201, 'POST', '/clusters', { body });
    await api.attempted('on-the-page', undefined);

    const html = await show({ search: 'on-the-page' });
    expect(html).toMatch(/<bdi>on-the-page<\/bdi>.*✓<\/span> Healthy.*1[12] h( \d+ min)? left, until/s);
    expect(html).toContain(`endpoint="arn:aws:lambda:${emulatedRegion}:${emulatedAccount}:function:${name}"`);
    for (const [what, secret] of credentials) expect([what, html.includes(secret)]).toEqual([what, false]);

    const whole = await show({});
    expect(whole).toContain('Clusters, worst first');
    expect(whole).not.toContain('cannot be read');
  }, 120_000);
}
