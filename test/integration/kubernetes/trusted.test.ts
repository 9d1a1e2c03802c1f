import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connect } from '../../../shared/kubernetes/connect.ts';
import { parseCidrs } from '../../../shared/network/cidr.ts';
import { advice } from '../../../shared/targets/advice.ts';
import { type Chain, type ChainKind, chains } from '../../support/kubectl-judge/chains.ts';
import { Endpoints, goodToken, startApi } from '../../support/kubectl-judge/endpoints.ts';
import { type Issued, issue } from '../../support/kubectl-judge/issue.ts';

/** Certificates that kubectl accepts, as test/e2e/kubectl.test.ts shows, are accepted. */

const endpoints = new Endpoints();
let clients: Issued;

beforeAll(async () => {
  clients = await issue({ name: 'clients', ca: true });
});
afterAll(() => endpoints.stop());

async function whoAmI(chain: Chain, authority: Issued): Promise<string> {
  const port = await startApi(endpoints, chain, 'tls', clients);
  const connection = connect(
    {
      server: `https://127.0.0.1:${port}`,
      certificateAuthority: authority.pem,
      credential: { token: goodToken },
    },
    { advice, deadline: Date.now() + 60_000, allowedCidrs: parseCidrs('127.0.0.0/8') },
  );
  try {
    return (await connection.api.reviewSelf()).username;
  } finally {
    connection.close();
  }
}

test.each<[ChainKind, trusted: 'root' | 'issuer' | 'leaf']>([
  ['good', 'root'],
  ['below an intermediate', 'root'],
  ['below an intermediate', 'issuer'],
  ['an intermediate that is not sent', 'issuer'],
  ['good', 'leaf'],
  ['signed by itself', 'leaf'],
  ['below a CA with an RSA key of 1024 bits', 'root'],
  ['an RSA key of 1024 bits', 'root'],
])('%s, with only its %s in certificate-authority-data', async (kind, trusted) => {
  const chain = await chains[kind]();
  expect(await whoAmI(chain, chain[trusted])).toBe('robot');
});

test.each<ChainKind>(['good', 'below an intermediate'])(
  'but %s is refused if another CA’s intermediate is there',
  async (kind) => {
    const foreign = await chains['below an intermediate']();
    await expect(whoAmI(await chains[kind](), foreign.issuer)).rejects.toMatchObject({ kind: 'tls' });
  },
);
