import { expect, test } from '@jest/globals';
import { clientAt } from '../../../cli/api/clientAt.ts';
import { Refused } from '../../../cli/api/refused.ts';
import { startHttpApi } from '../../../local/aws/httpApi.ts';
import { gatewayWords } from '../../../local/aws/httpApiAnswer.ts';
import { virtualTime } from '../../support/cli/virtualTime.ts';
import { afterwards, cleanUpAfterEach } from './useAws.ts';

cleanUpAfterEach();

async function anApiThatRefuses(status: keyof typeof gatewayWords): Promise<string> {
  const fn = { name: 'registration', timeoutMs: 5_000, handler: () => ({ statusCode: 200 }) };
  const api = await startHttpApi({ fn, refuse: () => status });
  afterwards(() => api.stop({ graceMs: 0 }));
  return api.url;
}

const statuses = [403, 404, 413, 429, 500, 503] as const;

test.each(statuses)('what API Gateway answers on its own is {"message": …}: %i', async (status) => {
  const response = await fetch(`${await anApiThatRefuses(status)}/clusters`);
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.json()).toEqual({ message: gatewayWords[status] });
});

test.each(statuses)('%i of the gateway is reported as the gateway’s, with a remedy', async (status) => {
  const url = await anApiThatRefuses(status);
  const credentials = { accessKeyId: 'AKIA', secretAccessKey: 's' };
  const { client, close } = clientAt(url, {
    signer: { credentials, region: 'eu-west-1' },
    signal: new AbortController().signal,
    sleep: virtualTime().sleep,
  });
  afterwards(async () => close());
  // Not "there is no such cluster", even for 404: PullPass did not say so.
  const refusal = await client.find('prod-eu-1').catch((error: unknown) => error as Refused);
  if (!(refusal instanceof Refused)) throw new Error('it was not refused');
  expect(refusal.message).toBe(
    `GET /clusters/prod-eu-1 was answered with ${status}: API Gateway answered ${status}: ${gatewayWords[status]}.`,
  );
  expect(refusal.remedy).toMatch(/^[A-Z].*\.$/);
  expect(refusal.lines[1]).toBe(`    → ${refusal.remedy}`);
});
