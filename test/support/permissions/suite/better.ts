import { expect, test } from '@jest/globals';
import { whatOf } from '../../../../functions/registration/preflight/words.ts';
import { wishesOf } from '../../../../scripts/permissions/page.ts';
import { rolesOf, rulesOf } from '../../../../shared/rbac/rules.ts';
import { kindOf } from '../../../../shared/targets/kinds.ts';
import type { Target } from '../../../../shared/targets/schema.ts';
import { minute } from '../../fleet/fleet.ts';
import type { Ground } from '../ground.ts';
import { deleteSecrets, deregistered, isServed, type Life, pushed } from '../life.ts';
import type { Check } from '../pullPass.ts';

const listing = { verb: 'list', resource: 'namespaces' } as const;

interface Registered {
  preflight: { checks: Check[] };
}

export function better(ground: () => Ground, example: Target): void {
  const wishes = wishesOf(example);
  if (wishes.length === 0) return;

  test.each([
    { when: 'what is better is granted too', granted: wishes, said: 'passed', isBack: true },
    { when: 'only what is needed is granted', granted: [], said: 'unchecked', isBack: false },
  ])(
    'if labels choose and $when, what others deleted is restored at the next sweep: $isBack',
    async ({ granted, said, isBack }) => {
      const { begin, pullPass } = ground();
      const { inNamespaces, ofCluster } = rolesOf(kindOf(example).permissions(example));
      const roles = { inNamespaces, ofCluster: [...ofCluster, ...rulesOf([listing, ...granted])] };
      const life = await begin(example, roles, 'label');

      const { preflight } = await pullPass.call<Registered>(201, 'POST', '/clusters', life.registration);
      for (const wish of wishes) {
        const of = preflight.checks.filter(({ message }) => message.includes(`list ${whatOf(wish)} in all`));
        expect(of).toMatchObject([{ check: 'permissions', result: said }]);
      }

      expect(await pushed(life)).toBeUndefined();
      // Between two refreshes there is time for a sweep, whenever the first push was.
      await atNextRefresh(life);
      await deleteSecrets(life);
      pullPass.clock.now += 5 * minute;
      await pullPass.work(life.name);
      expect(await isServed(life)).toBe(isBack);
      await atNextRefresh(life);
      expect(await isServed(life)).toBe(true);
      expect(await deregistered(life)).toBeUndefined();
    },
    60_000,
  );
}

async function atNextRefresh({ pullPass, name }: Life): Promise<void> {
  const { status } = await pullPass.call<{ status: { nextRefreshAt: string } }>(
    200,
    'GET',
    `/clusters/${name}`,
  );
  pullPass.clock.now = Date.parse(status.nextRefreshAt);
  await pullPass.work(name);
}
