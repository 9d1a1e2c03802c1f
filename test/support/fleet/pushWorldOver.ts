import { randomUUID } from 'node:crypto';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { renewer } from '../../../functions/push/renewal/renewer.ts';
import { withdrawing } from '../../../functions/push/withdrawing.ts';
import type { PushWorld } from '../../../functions/push/world.ts';
import type { EmbeddedAws } from '../../../local/aws/startAws.ts';
import { defaultRenewalSettings } from '../../../shared/clusters/renewal/settings.ts';
import { batchedRecords } from '../../../shared/clusters/store/batchedRecords.ts';
import { batchedVault } from '../../../shared/kubeconfig/batchedVault.ts';
import type { WritableVault } from '../../../shared/kubeconfig/writableVault.ts';
import {
  type TokenNews,
  type Tokens,
  type TokenWorld,
  tokenSource,
} from '../../../shared/registries/tokens.ts';

/** What a push shares with the rest of a test. */
interface Shared extends Pick<PushWorld, 'table' | 'allowedCidrs' | 'log' | 'meter' | 'now'> {
  vault: WritableVault;
  secrets: SecretsManagerClient;
  tokenWorld: TokenWorld;
}

/**
 * The push function's world over the embedded AWS, in the default network. It never waits. `newTokens` returns the
 * tokens of another worker, which has none yet; `unproven` hears of hosts that do not judge them.
 */
export function pushWorldOver(
  { secretPrefix }: EmbeddedAws,
  { vault, secrets, tokenWorld, ...shared }: Shared,
): { world: PushWorld; newTokens(unproven?: TokenNews['unproven']): Tokens } {
  const chance = { random: () => 0.5, sleep: async () => undefined, newId: randomUUID };
  const { table, now, log } = shared;
  const newTokens = (unproven: TokenNews['unproven'] = () => undefined) =>
    tokenSource({
      ...tokenWorld,
      news: { unproven, ...withdrawing({ table, log, now, newId: randomUUID }) },
    });
  const world: PushWorld = {
    ...shared,
    ...chance,
    readRecord: batchedRecords(table, { random: () => 0, sleep: async () => undefined }),
    vault: batchedVault(vault, secrets, secretPrefix),
    tokens: newTokens(),
    freshTokens: newTokens,
    site: undefined,
    services: () => [],
    limits: { cluster: 5 * 60_000, request: 10_000, concurrency: 16 },
    renewals: defaultRenewalSettings,
    renewer: async () => renewer({ table, secrets, secretPrefix, now, ...chance }),
  };
  return { world, newTokens };
}
