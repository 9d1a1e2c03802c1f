import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parseCidrs } from '../../../shared/network/cidr.ts';
import { decideAddress } from '../../../shared/network/decideAddress.ts';
import { parse } from './support/kubeconfigs.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/kubeconfig.md'), 'utf8');

test('the kubeconfig in the docs is accepted', () => {
  const [, example = ''] = /```yaml\n(.*?)```/s.exec(page) ?? [];
  expect(parse(example)).toEqual({
    server: 'https://api.prod-eu-1.abcd.p1.openshiftapps.com:6443',
    credential: { token: 'the-token-of-a-service-account' },
  });
});

test('each address that the docs call refused is refused', () => {
  const [, section = ''] = /\n## Addresses that PullPass refuses\n(.*?)\*\*Private ranges/s.exec(page) ?? [];
  const written = [...section.matchAll(/`([\da-fx:.]+)(?:\/\d+)?`/g)].map(([, address = '']) => address);
  expect(written.length).toBeGreaterThan(18);
  for (const address of written)
    expect([address, decideAddress(address, []).allowed]).toEqual([address, false]);
});

test('the range that the docs allow by name can be allowed', () => {
  const [, range = ''] = /`allowedCidrs`, such as `([^`]+)`/.exec(page) ?? [];
  const [cidr] = parseCidrs(range);
  expect(decideAddress(String(cidr?.network), []).allowed).toBe(false);
  expect(decideAddress(String(cidr?.network), parseCidrs(range)).allowed).toBe(true);
});
