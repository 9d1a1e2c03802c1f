import type { Proof } from '../../shared/registries/proof/proof.ts';
import type { TokenWorld } from '../../shared/registries/tokens.ts';

type Send = () => Promise<unknown>;

/** Services that answer what the test says, and otherwise nothing; registries that accept everything. */
export function fakeTokenWorld({
  now,
  prove = async () => ({ result: 'accepted' }),
  provePull = async () => ({ result: 'accepted' }),
  ...sends
}: {
  now: () => number;
  ecr?: Send;
  ecrPublic?: Send;
  secretsManager?: Send;
  prove?: (host: string, credential: { password: string }) => Promise<Proof>;
  provePull?: (image: string, credential: { password: string }) => Promise<Proof>;
}): TokenWorld {
  const client = (send: Send = () => Promise.reject(new Error('not asked for'))) => ({
    send,
    destroy: () => undefined,
  });
  return {
    clients: {
      region: 'eu-west-1',
      sts: client() as never,
      ecr: () => client(sends.ecr) as never,
      ecrPublic: () => client(sends.ecrPublic) as never,
      secretsManager: () => client(sends.secretsManager) as never,
    },
    prove,
    provePull,
    ecrHosts: [],
    now,
  };
}
