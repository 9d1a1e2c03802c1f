import { Resolver } from 'node:dns';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { parseCidrs } from '../../../shared/network/cidr.ts';
import { registryAsk } from '../../../shared/registries/proof/ask.ts';
import { prove } from '../../../shared/registries/proof/prove.ts';
import { resolveByNetwork } from '../../../shared/registries/proof/resolveByNetwork.ts';
import { type NameServer, startNameServer } from '../../support/nameServer.ts';

const credential = { username: 'AWS', password: 'secret', expiresAt: 1 };
let names: NameServer;
beforeEach(async () => {
  names = await startNameServer({
    'both.example': ['10.0.0.7', 'fd12::7'],
    'six.example': ['fd12::7'],
    'nothing.example': [],
    'metadata.example': ['169.254.169.254'],
    'silent.example': 'no answer',
  });
});
afterEach(() => names.stop());

const resolver = () => {
  const made = new Resolver({ timeout: 50, tries: 1 });
  made.setServers([names.address]);
  return made;
};

test.each([
  ['both.example', [{ address: '10.0.0.7', family: 4 }]],
  ['six.example', [{ address: 'fd12::7', family: 6 }]],
])('%s is at %j', async (name, addresses) => {
  const answer = await new Promise((resolve) =>
    resolveByNetwork(resolver)(name, { all: true }, (error, found) => resolve([error, found])),
  );
  expect(answer).toEqual([null, addresses]);
});

test.each([
  ['silent.example', 'its name does not resolve (ETIMEOUT)'],
  ['none.example', 'its name does not resolve (ENOTFOUND)'],
  ['nothing.example', 'its name does not resolve (ENODATA)'],
  ['metadata.example', 'its address is one that PullPass does not connect to'],
])('a registry at %s says nothing of a credential: %s', async (name, because) => {
  const ask = registryAsk({ allowedCidrs: parseCidrs(''), resolve: resolveByNetwork(resolver) });
  expect(await prove(ask, name, credential)).toEqual({ result: 'unknown', because });
});

test('nor does one whose resolver answers without an address or a reason', async () => {
  const ask = registryAsk({ allowedCidrs: [], resolve: (_, __, callback) => callback(null, []) });
  expect(await prove(ask, 'empty.example', credential)).toEqual({
    result: 'unknown',
    because: 'its name does not resolve (no reason known)',
  });
});
