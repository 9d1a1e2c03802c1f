import { describe, test } from '@jest/globals';
import { survive } from '../support/chaos/chaos.ts';
import { counterexamples } from '../support/chaos/counterexamples.ts';
import { useService } from '../support/chaos/useService.ts';

const service = useService();

describe('a fleet survives', () => {
  test.each([...counterexamples])('%s', async (_, schedule) => {
    await survive(service(), schedule);
  });
});
