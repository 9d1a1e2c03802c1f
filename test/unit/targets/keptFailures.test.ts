import { expect, test } from '@jest/globals';
import { ApiStatusFailure } from '../../../shared/kubernetes/failures.ts';
import { advice } from '../../../shared/targets/advice.ts';
import { breaker } from '../../../shared/targets/breaker.ts';
import { eachNamespace } from '../../../shared/targets/eachNamespace.ts';

test('of a long refusal for a namespace, no more is kept than is shown', async () => {
  const long = 'x'.repeat(600);
  const causes = Array.from({ length: 20 }, () => ({ reason: long, message: long, field: long }));
  const request = { host: 'api.example.com', method: 'PATCH', path: '/' };
  const refused = new ApiStatusFailure(403, { isStatus: true, message: 'no', causes }, request, advice);
  const [result] = await eachNamespace(
    [{ name: 'payments', terminating: false }],
    { concurrency: 1, breaker: breaker(1), random: () => 0 },
    async () => {
      throw refused;
    },
  );
  const failure = result?.result === 'failed' ? result.failure : undefined;
  expect(failure?.report()).toEqual(refused.report());
  expect(failure).toMatchObject({ status: 403 });
  const size = Object.getOwnPropertyNames(failure).reduce(
    (sum, key) => sum + String(Reflect.get(failure ?? {}, key)).length,
    0,
  );
  expect(size).toBeLessThan(500);
});
