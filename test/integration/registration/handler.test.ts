import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startHttpApi } from '../../../local/aws/httpApi.ts';
import { type EmbeddedAws, startAws } from '../../../local/aws/startAws.ts';

let aws: EmbeddedAws;
const before = { ...process.env };
beforeEach(async () => {
  aws = await startAws();
});
afterEach(async () => {
  process.env = { ...before };
  await aws.stop();
});

test('the handler takes its world from the environment, and calls AWS only when it is called', async () => {
  Object.assign(process.env, aws.environment(), {
    TABLE_NAME: aws.tableName,
    PUSH_QUEUE_URL: aws.queueUrl,
    RETRY_QUEUE_URL: aws.retryQueueUrl,
    SUSPECT_QUEUE_URL: aws.suspectQueueUrl,
    PUSH_FUNCTION: 'pullpass-local-push',
    AT_RISK_MINUTES: '180',
    FAILING_MINUTES: '30',
    KUBECONFIG_DAYS: '14',
    SECRET_PREFIX: aws.secretPrefix,
    STAGE: 'local',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
  });
  const { handler } = await import('../../../functions/registration/handler.ts');
  expect(aws.calls.count({})).toBe(0);

  const api = await startHttpApi({
    fn: { name: 'registration', timeoutMs: 29_000, handler: handler as never },
  });
  const answer = await fetch(`${api.url}/fleet`);
  await api.stop();
  expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ registered: 0 })]);
});
