import { expect, test } from '@jest/globals';
import type { Probe, ProbeResult } from '../../../cli/api/client.ts';
import { findAddress } from '../../../cli/bootstrap/findAddress.ts';

const server = 'https://api.example.com:6443';

test('a probe does not contain a proxy’s sign-in, and what is behind the proxy is unchecked', async () => {
  const asked: Probe[] = [];
  const client = {
    async probe(probe: Probe): Promise<ProbeResult> {
      asked.push(probe);
      return { reach: 'proxy-sign-in', message: 'The proxy wants a sign-in.', remedy: 'Register it.' };
    },
  };
  const proxyUrl = 'http://ann:the-secret@proxy.example.com:3128';
  const { address, checks } = await findAddress(
    client,
    { context: { server }, given: { proxyUrl }, named: [] },
    undefined,
  );
  expect(asked).toEqual([{ server, proxyUrl: 'http://proxy.example.com:3128' }]);
  expect(address).toEqual({ server, proxyUrl });
  expect(checks).toEqual([{ check: 'reach', result: 'unchecked', message: 'The proxy wants a sign-in.' }]);
});
