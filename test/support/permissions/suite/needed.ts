import { expect, test } from '@jest/globals';
import { whatOf } from '../../../../functions/registration/preflight/words.ts';
import type { Access } from '../../../../shared/kubernetes/access.ts';
import { grantRemedy } from '../../../../shared/rbac/grantRemedy.ts';
import { isClusterScoped, rolesOf } from '../../../../shared/rbac/rules.ts';
import { kindOf } from '../../../../shared/targets/kinds.ts';
import type { Target } from '../../../../shared/targets/schema.ts';
import type { Ground } from '../ground.ts';
import { identityNamed } from '../inCluster.ts';
import { deleteSecrets, live } from '../life.ts';
import type { Check } from '../pullPass.ts';

export function needed(ground: () => Ground, example: Target): void {
  const permissions = kindOf(example).permissions(example);
  const each = permissions.map((access) => ({ access, verb: access.verb, object: whatOf(access) }));

  test.each(each)(
    'without $verb on $object, registration is refused and names it, and a life fails because of it',
    async ({ access, verb, object }) => {
      const { begin, pullPass } = ground();
      const life = await begin(example, rolesOf(permissions.filter((other) => other !== access)));
      const { name, namespace, registration } = life;

      const { checks } = await pullPass.call<{ checks: Check[] }>(422, 'POST', '/clusters', registration);
      const where = isClusterScoped(access) ? 'at the cluster scope' : `in namespace ${namespace}`;
      expect(checks.filter(({ check, result }) => check === 'permissions' && result === 'failed')).toEqual([
        {
          check: 'permissions',
          result: 'failed',
          kind: 'forbidden',
          message: `${identityNamed(name)} cannot ${verb} ${object} ${where}.`,
          remedy: expect.stringContaining(grantOf(access)),
        },
      ]);

      await pullPass.call(201, 'POST', '/clusters?preflight=false', registration);
      const trouble = await live(life);
      // A globalPullSecret has only one place: the next life must find nothing of this one there.
      await deleteSecrets(life);
      expect(trouble?.error.kind).toBe('forbidden');
      expect(trouble?.error.message).toMatch(
        new RegExp(`cannot ${verb} resource "${access.resource}"|may not read ${object}`),
      );
    },
    60_000,
  );
}

/** The remedy that binds an identity to exactly this, without the identity. */
function grantOf(access: Access): string {
  return grantRemedy('', rolesOf([access])).replace('Bind the identity ', '');
}
