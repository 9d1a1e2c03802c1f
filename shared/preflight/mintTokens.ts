import pMap from 'p-map';
import type { Registry } from '../registries/schema.ts';
import { type Tokens, tokenKey } from '../registries/tokens.ts';
import { asFailure } from '../targets/eachNamespace.ts';
import type { RegistryFinding } from './findings.ts';

/** ECR grants 20 calls a second in an account and region; the pushes need them too. */
const concurrency = 4;

/** One token for each principal that the registries need. Throws nothing. */
export function mintTokens(
  tokens: Tokens,
  registries: readonly Registry[],
  { deadline, now }: { deadline: number; now: () => number },
): Promise<RegistryFinding[]> {
  const byPrincipal = Map.groupBy(registries, tokenKey);
  return pMap(
    byPrincipal.values(),
    async (served): Promise<RegistryFinding> => {
      const names = served.map(({ name }) => name);
      const [first] = served;
      if (first === undefined || now() >= deadline)
        return { registries: names, answer: { because: 'the time for checks had run out' } };
      const answer = await before(deadline - now(), mint(tokens, first));
      return {
        registries: names,
        answer: answer ?? { because: 'AWS did not answer in the time for checks' },
      };
    },
    { concurrency },
  );
}

async function mint(tokens: Tokens, registry: Registry): Promise<RegistryFinding['answer']> {
  try {
    await tokens(registry);
    return { minted: true };
  } catch (error) {
    return { failure: asFailure(error).report() };
  }
}

/** What the promise gives, or undefined after so many milliseconds; the call itself cannot be taken back. */
async function before<T>(milliseconds: number, promise: Promise<T>): Promise<T | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, milliseconds, undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
