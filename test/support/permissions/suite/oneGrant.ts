import { expect, test } from '@jest/globals';
import type { Target } from '../../../../shared/targets/schema.ts';
import type { Ground } from '../ground.ts';
import { live, pushed } from '../life.ts';
import type { Check } from '../pullPass.ts';
import { rolesIn } from '../rolesIn.ts';

const nothing = { inNamespaces: [], ofCluster: [] };

/**
 * To an identity without rights, PullPass says what to grant: once, and everything, including what cleaning up needs.
 */
export function oneGrant(ground: () => Ground, example: Target): void {
  const ways = 'namespaces' in example ? (['name', 'label'] as const) : (['name'] as const);

  test.each(ways)(
    'if namespaces are chosen by %s, what a failed push says to grant is enough',
    async (by) => {
      const { begin, pullPass, inCluster } = ground();
      const life = await begin(example, nothing, by);
      await pullPass.call(201, 'POST', '/clusters?preflight=false', life.registration);
      const error = await pushed(life);
      expect(error?.kind).toBe('forbidden');
      await inCluster.grant(life.name, rolesIn(error?.remedy ?? ''), life.namespace);
      expect(await live(life)).toBeUndefined();
    },
    60_000,
  );

  test.each(ways)(
    'if namespaces are chosen by %s, what a failed preflight says to grant is enough',
    async (by) => {
      const { begin, pullPass, inCluster } = ground();
      const { name, namespace, registration, ...life } = await begin(example, nothing, by);
      const { checks } = await pullPass.call<{ checks: Check[] }>(422, 'POST', '/clusters', registration);
      for (const { result, kind, remedy = '' } of checks)
        if (result === 'failed' && kind === 'forbidden')
          await inCluster.grant(name, rolesIn(remedy), namespace);
      await pullPass.call(201, 'POST', '/clusters', registration);
      expect(await live({ ...life, name, namespace, registration })).toBeUndefined();
    },
    60_000,
  );
}
