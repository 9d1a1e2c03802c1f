import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import type { ClusterSpec } from '../../../shared/clusters/spec.ts';
import { changeCluster } from '../../../shared/clusters/store/records.ts';
import type { Kubeconfig } from '../../../shared/kubeconfig/kubeconfig.ts';
import { nothingPlanned } from '../../../shared/plan/plan.ts';
import { planChange } from '../../../shared/plan/planChange.ts';
import type { Request } from '../http/event.ts';
import type { World } from '../world.ts';
import { carryOut } from './carryOut.ts';
import type { Changed, ChangeOptions } from './changed.ts';
import { changing } from './changing.ts';
import { checkSize } from './checkSize.ts';
import { decideChange } from './decideChange.ts';
import { describeChange } from './describeChange.ts';
import { changedFields, effectsOf } from './effectsOf.ts';
import { examine } from './examine.ts';
import { refuseDeregistering } from './find.ts';
import { newSecret, referenceTo } from './newSecret.ts';
import { renewChanged } from './renewChanged.ts';

export interface Wanted {
  spec: ClusterSpec;
  /** A credential to replace the one in use. */
  kubeconfig?: Kubeconfig | undefined;
}

/**
 * Changes a cluster to what `want` returns: checks, stores, writes the trail, and pushes at once if there is something
 * to push. Without a difference it does nothing. Throws a Problem.
 */
export async function applyChange(
  world: World,
  request: Request,
  name: string,
  want: (record: ClusterRecord) => Wanted | Promise<Wanted>,
  options: ChangeOptions,
): Promise<Changed> {
  const secret = newSecret(world, request, name);
  try {
    return await changing(world, request.event, name, attempt);
  } catch (error) {
    await secret.discard();
    throw error;
  }

  async function attempt(record: ClusterRecord): Promise<Changed | undefined> {
    refuseDeregistering(record);
    const { spec, kubeconfig } = await want(record);
    const fields = changedFields(record, spec, kubeconfig !== undefined);
    if (fields.length === 0) return { record, plan: nothingPlanned };

    const effects = effectsOf(fields, spec);
    const inUse = () => world.vault.read(name, record.kubeconfig.version);
    const found = await examine(world, request, { spec, fields, effects, kubeconfig, inUse }, options);
    const { report, facts } = found;
    const reference =
      kubeconfig !== undefined
        ? referenceTo(secret.version, kubeconfig, found.identity)
        : fields.includes('renew')
          ? renewChanged(record.kubeconfig, found.credential)
          : record.kubeconfig;
    const change = { spec, kubeconfig: reference, fields, effects };
    const decided = decideChange(record, change, { now: world.now(), claim: world.newId() });
    checkSize(decided.record);
    const plan = effects.pushed ? planChange(record, decided.record) : nothingPlanned;
    const changed = { record: decided.record, ...(report !== undefined && { report }), facts, plan };
    const store = async () => {
      // The secret comes first: until the record names its version, nobody reads it.
      if (kubeconfig !== undefined) await secret.store(kubeconfig, record);
      if (!(await changeCluster(world.table, decided.record, record))) return false;
      if (kubeconfig !== undefined) await secret.use();
      return true;
    };
    const { push } = decided;
    const trail = describeChange(fields, spec, plan);
    const isNewCredential = kubeconfig !== undefined;
    return carryOut(world, request.event, { changed, store, isNewCredential, push, trail }, options);
  }
}
