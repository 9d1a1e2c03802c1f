import { afterAll, beforeAll, describe } from '@jest/globals';
import { targetDeclarations } from '../../../shared/targets/declarations.ts';
import type { ContractSubject } from '../kubernetes-contract/subject.ts';
import { type Ground, startGround } from './ground.ts';
import { better } from './suite/better.ts';
import { enough } from './suite/enough.ts';
import { needed } from './suite/needed.ts';
import { oneGrant } from './suite/oneGrant.ts';

/**
 * Declares for each kind of target that what docs/permissions.md prints for it is enough, and that every verb is
 * needed.
 */
export function permissionsOfTargets(start: () => Promise<ContractSubject>): void {
  let started: Ground | undefined;

  beforeAll(async () => {
    started = await startGround(start);
  }, 600_000);

  afterAll(() => started?.stop());

  const ground = () => {
    if (!started) throw new Error('A target needs a cluster to live in, and it did not start.');
    return started;
  };
  describe.each(Object.values(targetDeclarations))('$example.kind', ({ example }) => {
    enough(ground, example);
    needed(ground, example);
    oneGrant(ground, example);
    better(ground, example);
  });
}
