import { describe, test } from '@jest/globals';
import { survive } from '../../support/chaos/chaos.ts';
import { counterexamples } from '../../support/chaos/counterexamples.ts';
import { surviveSchedules } from '../../support/chaos/generated.ts';
import { useService } from '../../support/chaos/useService.ts';
import { runs } from '../../support/fuzz.ts';

const service = useService();

describe('a fleet survives', () => {
  test.each([...counterexamples])('%s', async (_, schedule) => {
    await survive(service(), schedule);
  });

  test('a first share of the generated schedules, of which npm run test:chaos tries a thousand', async () => {
    await surviveSchedules(service, { seed: 1, ...runs(12) });
  }, 60_000);
});
