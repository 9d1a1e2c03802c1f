import pMap from 'p-map';
import { alike } from '../alike.ts';
import { before } from '../before.ts';
import { asFailure } from '../failure.ts';
import type { Registry } from '../registries/schema.ts';
import { tokenKey } from '../registries/tokenKey.ts';
import type { Tokens } from '../registries/tokens.ts';
import { outOfTime } from './ask.ts';
import type { RegistryFinding } from './findings.ts';

/**
 * ECR allows 20 calls a second in an account and region, and pushes need them too. Each token is also tried at its
 * hosts.
 */
const concurrency = 4;

/** Gets and tries the credential of each registry; registries that share one share the result. Throws nothing. */
export async function mintTokens(
  tokens: Tokens,
  registries: readonly Registry[],
  { deadline, now }: { deadline: number; now: () => number },
): Promise<RegistryFinding[]> {
  const answers = await pMap(
    registries,
    async (registry) => {
      const late = { because: outOfTime };
      const answer = now() >= deadline ? late : await before(deadline - now(), mint(tokens, registry));
      return { registry, answer: answer ?? { because: 'there was no answer in the time for checks' } };
    },
    { concurrency },
  );
  return alike(answers, ({ registry, answer }) => [tokenKey(registry), answer]).map((same) => ({
    registries: same.map(({ registry }) => registry.name),
    answer: same[0].answer,
  }));
}

async function mint(tokens: Tokens, registry: Registry): Promise<RegistryFinding['answer']> {
  try {
    const { unproven = [], pulled } = await tokens(registry);
    return { minted: true, unproven, ...(pulled !== undefined && { pulled }) };
  } catch (error) {
    return { failure: asFailure(error).report() };
  }
}
