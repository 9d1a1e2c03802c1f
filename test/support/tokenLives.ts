import type { Holder } from '../../shared/registries/holders.ts';
import type { Proof } from '../../shared/registries/proof/proof.ts';
import { type TokenWorld, tokenSource } from '../../shared/registries/tokens.ts';

export const minute = 60_000;
export const hour = 60 * minute;

/** The questions to a registry: "sign in token-1", "pull token-2". */
export interface LivingTokens {
  clock: { now: number };
  asked: string[];
  /** Clusters whose token was reported as refused early, and by what. */
  told: { by: string; clusters: string[] }[];
  minted: () => number;
  newWorker(): ReturnType<typeof tokenSource>;
}

/**
 * ECR and its registries, with a clock that the test sets. Each token is named after its number, lives 12 hours
 * according to AWS and, if a role is assumed, belongs to a session of an hour. `judge`: a registry's answer.
 */
export function livingTokens(
  judge: (token: { password: string; age: number; serial: number }, what: 'sign in' | 'pull') => Proof,
): LivingTokens {
  const clock = { now: 0 };
  const asked: string[] = [];
  const told: LivingTokens['told'] = [];
  const mintedAt: number[] = [];
  const client = (send: () => Promise<unknown>) => () => ({ send, destroy: () => undefined }) as never;
  const ask =
    (what: 'sign in' | 'pull') =>
    async (_: string, { password }: { password: string }) => {
      asked.push(`${what} ${password}`);
      const serial = Number(password.replace('token-', ''));
      return judge({ password, serial, age: clock.now - (mintedAt[serial - 1] ?? 0) }, what);
    };
  const world: TokenWorld = {
    clients: {
      region: 'eu-west-1',
      sts: client(async () => ({
        Credentials: {
          AccessKeyId: 'a',
          SecretAccessKey: 's',
          SessionToken: 't',
          Expiration: new Date(clock.now + hour),
        },
      }))(),
      ecr: client(async () => {
        mintedAt.push(clock.now);
        const authorizationToken = Buffer.from(`AWS:token-${mintedAt.length}`).toString('base64');
        return { authorizationData: [{ authorizationToken, expiresAt: new Date(clock.now + 12 * hour) }] };
      }),
      ecrPublic: client(async () => undefined),
      secretsManager: client(async () => ({
        SecretString: JSON.stringify({ username: 'robot', password: 'token-0', host: 'quay.io' }),
      })),
    },
    prove: ask('sign in'),
    provePull: ask('pull'),
    ecrHosts: ['*.example.com', '*.example'],
    now: () => clock.now,
    news: {
      refusedEarly: async ({ by }, holders) =>
        void told.push({ by, clusters: holders.map(({ cluster }) => cluster) }),
    },
  };
  return { clock, asked, told, minted: () => mintedAt.length, newWorker: () => tokenSource(world) };
}

export function aHolder(cluster: string, startedAt = 0): Holder {
  return { cluster, startedAt: new Date(startedAt).toISOString(), recorded: false, refused: [] };
}
