import type { CredentialFacts } from '../../../shared/clusters/credentialFacts.ts';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { keepCredential } from '../../../shared/clusters/store/credentials.ts';
import { orWarn } from '../orWarn.ts';
import type { World } from '../world.ts';

/**
 * Saves what a preflight learned of the credential that the record names. Only notices use it, so a failure to save
 * fails no request.
 */
export async function rememberCredential(
  world: World,
  record: ClusterRecord,
  facts: CredentialFacts | undefined,
): Promise<void> {
  await orWarn(world, record.name, 'what was learned about a credential could not be stored', () =>
    keepCredential(world.table, record, facts),
  );
}
