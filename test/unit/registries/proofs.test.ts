import { expect, test } from '@jest/globals';
import type { Proof } from '../../../shared/registries/proof/proof.ts';
import { proofs, type Question, type Unproven } from '../../../shared/registries/proof/proofs.ts';

const credential = { username: 'AWS', password: 'secret', expiresAt: 1 };
const accepted: Proof = { result: 'accepted' };
const at = (host: string): Question => ({ host });

test('a worker asks few hosts at the same time, however many registries and clusters need it', async () => {
  let underWay = 0;
  let most = 0;
  const tried = proofs(
    async () => {
      underWay++;
      most = Math.max(most, underWay);
      await new Promise(setImmediate);
      underWay--;
      return accepted;
    },
    () => undefined,
  );
  const registries = Array.from({ length: 50 }, (_, registry) =>
    Array.from({ length: 10 }, (_, host) => at(`${host}.${registry}.example`)),
  );
  await Promise.all(registries.map((hosts) => tried(hosts, { ...credential })));
  expect(most).toBe(32);
});

test('no push waits long for hosts that hang: they are reported as unproven, and refuse nothing', async () => {
  const untold: Unproven[] = [];
  const hanging = Promise.withResolvers<Proof>();
  const tried = proofs(
    ({ host }) => (host === 'good.example' ? Promise.resolve(accepted) : hanging.promise),
    (unproven) => void untold.push(unproven),
    { within: 1 },
  );
  const hosts = ['good.example', 'hangs.example'].map(at);
  const late = { host: 'hangs.example', because: 'there was no time to wait for its answer' };
  expect(await tried(hosts, credential)).toEqual({ unproven: [late] });
  expect(untold).toEqual([late]);

  hanging.resolve({ result: 'refused', by: '401 from hangs.example' });
  expect(await tried(hosts, credential)).toEqual({
    refused: { host: 'hangs.example', by: '401 from hangs.example', wasAccepted: false },
  });
});

test('a host that refuses is heard, although another hangs', async () => {
  const tried = proofs(
    ({ host }) =>
      host === 'hangs.example'
        ? Promise.withResolvers<Proof>().promise
        : Promise.resolve({ result: 'refused', by: '401 from x' }),
    () => undefined,
    { within: 1 },
  );
  expect(await tried(['hangs.example', 'x'].map(at), credential)).toEqual({
    refused: { host: 'x', by: '401 from x', wasAccepted: false },
  });
});
