import { expect, test } from '@jest/globals';
import { smoke } from '../../../cli/smoke/smoke.ts';
import type { SmokeWorld } from '../../../cli/smoke/world.ts';
import { checkStage } from '../../../cli/stage.ts';

test('a cluster of the admin’s that has the canary’s name is not cleared away', async () => {
  const calls: string[] = [];
  const world = {
    api: {
      find: async () => ({ name: 'pullpass-smoke', labels: { env: 'prod' } }),
      deregister: async () => void calls.push('deregister'),
      put: async () => void calls.push('put'),
    },
    steps: { run: async (_: string, act: () => Promise<{ value: unknown }>) => (await act()).value },
    deployCanary: async () => void calls.push('deploy'),
  } as unknown as SmokeWorld;
  await expect(smoke(world, new AbortController().signal)).rejects.toThrow(
    'There is a cluster pullpass-smoke that no smoke test registered.',
  );
  expect(calls).toEqual([]);
});

test('no stage can have the stack of another stage’s canary, which a smoke test overwrites and removes', () => {
  expect(() => checkStage('canary-dev')).toThrow('--stage is "canary-dev"');
  expect(checkStage('canary')).toBe('canary');
});
