import { expect, test } from '@jest/globals';
import { rolesOf } from '../../../../shared/rbac/rules.ts';
import { kindOf } from '../../../../shared/targets/kinds.ts';
import type { Target } from '../../../../shared/targets/schema.ts';
import type { Ground } from '../ground.ts';
import { live } from '../life.ts';

export function enough(ground: () => Ground, example: Target): void {
  test('works with what is printed', async () => {
    const life = await ground().begin(example, rolesOf(kindOf(example).permissions(example)));
    await ground().pullPass.call(201, 'POST', '/clusters', life.registration);
    expect(await live(life)).toBeUndefined();
  }, 60_000);
}
