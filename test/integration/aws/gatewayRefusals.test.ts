import { expect, test } from '@jest/globals';
import { startHttpApi } from '../../../local/aws/httpApi.ts';
import { gatewayWords } from '../../../local/aws/httpApiAnswer.ts';
import { apiAt } from '../../../local/register/api.ts';
import { explain } from '../../../local/register/explain.ts';
import { Refused, apiAt as smokeApiAt } from '../../../scripts/smoke/api.ts';
import { afterwards, cleanUpAfterEach } from './useAws.ts';

cleanUpAfterEach();

async function anApiThatRefuses(status: keyof typeof gatewayWords): Promise<string> {
  const fn = { name: 'registration', timeoutMs: 5_000, handler: () => ({ statusCode: 200 }) };
  const api = await startHttpApi({ fn, refuse: () => status });
  afterwards(() => api.stop({ graceMs: 0 }));
  return api.url;
}

const statuses = [403, 404, 413, 429, 500, 503] as const;

test.each(statuses)('what API Gateway answers by itself is {"message": …}: %i', async (status) => {
  const response = await fetch(`${await anApiThatRefuses(status)}/clusters`);
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.json()).toEqual({ message: gatewayWords[status] });
});

test.each(statuses)('%i of the gateway is told as the gateway’s, with a remedy', async (status) => {
  const url = await anApiThatRefuses(status);
  const refusal = await apiAt(url, new AbortController().signal).put({ name: 'prod-eu-1' });
  const lines = explain('prod-eu-1', refusal ?? { detail: '' });
  expect(lines[1]).toBe(`  ✗ API Gateway answered ${status}: ${gatewayWords[status]}.`);
  expect(lines[2]).toMatch(/^ {4}→ [A-Z].*\.$/);

  const credentials = async () => ({ accessKeyId: 'AKIA', secretAccessKey: 's' });
  const read = smokeApiAt(url, 'eu-west-1', credentials).read('prod-eu-1');
  // Not "there is no such cluster", even for 404: PullPass did not say so.
  await expect(read).rejects.toThrow(Refused);
  await expect(read).rejects.toThrow(`API Gateway answered ${status}: ${gatewayWords[status]}. `);
});
