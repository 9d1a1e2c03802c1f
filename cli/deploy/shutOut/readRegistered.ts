import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { batchGet, largestBatchGet } from '../../../shared/clusters/store/batchGet.ts';
import { registeredNames } from '../../../shared/clusters/store/registeredNames.ts';
import type { Installation } from '../../connect/installation.ts';
import { withTable } from '../../connect/withTable.ts';
import type { Registered } from './decideShutOut.ts';

/**
 * A stage's registered clusters, except those deregistering; empty if the stage is not deployed yet. Leaves out records
 * that this version cannot read. Throws AWS's other errors.
 */
export async function readRegistered(
  installation: Pick<Installation, 'stage' | 'aws'>,
  abortSignal: AbortSignal,
): Promise<Registered[]> {
  return withTable(installation, async (table) => {
    const names: string[] = [];
    for await (const name of registeredNames(table, { abortSignal })) names.push(name);
    const registered: Registered[] = [];
    for (let at = 0; at < names.length; at += largestBatchGet) {
      const some = names.slice(at, at + largestBatchGet);
      const records = await batchGet(table, some, { consistent: false, abortSignal });
      for (const record of records.values())
        if (!(record instanceof Error) && record.status.phase !== 'Deregistering')
          registered.push({ name: record.name, registries: record.spec.registries });
    }
    return registered;
  }).catch((error: unknown) => {
    if (error instanceof ResourceNotFoundException) return [];
    throw error;
  });
}
