import type { CredentialFacts } from '../../../shared/clusters/credentialFacts.ts';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { readCredentialFacts } from '../../../shared/clusters/store/credentials.ts';
import { declarationOf } from '../../../shared/targets/declarations.ts';
import { orWarn } from '../orWarn.ts';
import type { World } from '../world.ts';
import { credentialNotices } from './credentialNotices.ts';
import { otherNames } from './otherNames.ts';

/**
 * What an admin should know: effects of the targets beyond their secrets, unusual readers of these, and what was
 * learned of the credential. `facts`: just learned; default: the saved ones.
 */
export async function noticesOf(
  world: World,
  record: ClusterRecord,
  facts?: CredentialFacts,
): Promise<string[]> {
  const { targets, registries } = record.spec;
  const ofTargets = targets.flatMap(
    (target) => declarationOf(target).notices?.(target, registries, targets) ?? [],
  );
  return [...(await ofCredential(world, record, facts)), ...ofTargets];
}

/** If a notice cannot be read, the request still succeeds. */
async function ofCredential(world: World, record: ClusterRecord, given?: CredentialFacts): Promise<string[]> {
  const { table } = world;
  const notices = await orWarn(
    world,
    record.name,
    'what is known about a credential could not be read',
    async () => {
      const facts = given ?? (await readCredentialFacts(table, record));
      return facts && credentialNotices(facts, await otherNames(table, record.name, facts));
    },
  );
  return notices ?? [];
}
