import type { PreflightReport } from '../../../shared/api/schemas.ts';
import type { CredentialFacts } from '../../../shared/clusters/credentialFacts.ts';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import type { ClusterSpec } from '../../../shared/clusters/spec.ts';
import { changeCluster } from '../../../shared/clusters/store/records.ts';
import { describeCredential } from '../../../shared/kubeconfig/describe.ts';
import type { Kubeconfig } from '../../../shared/kubeconfig/kubeconfig.ts';
import { faultFields } from '../../../shared/observability/log.ts';
import { nothingPlanned, type Plan } from '../../../shared/plan/plan.ts';
import { planChange } from '../../../shared/plan/planChange.ts';
import type { Request } from '../http/event.ts';
import { refuseUnknownSite } from '../networks/refuseUnknownSite.ts';
import { type Checked, requirePreflight } from '../preflight/requirePreflight.ts';
import { refuseStrangeHosts } from '../validation/refuseStrangeHosts.ts';
import { refuseUnrenewable } from '../validation/refuseUnrenewable.ts';
import type { World } from '../world.ts';
import { audit } from './audit.ts';
import { changing } from './changing.ts';
import { checkSize } from './checkSize.ts';
import { decideChange } from './decideChange.ts';
import { describeChange } from './describeChange.ts';
import { discardKubeconfig } from './discardKubeconfig.ts';
import { changedFields, effectsOf } from './effectsOf.ts';
import { findCluster, refuseDeregistering } from './find.ts';
import { pushNow } from './pushNow.ts';
import { rememberCredential } from './rememberCredential.ts';
import { renewChanged } from './renewChanged.ts';
import { whileLeaving } from './whileLeaving.ts';

export interface Wanted {
  spec: ClusterSpec;
  /** A credential to take the place of the one in use. */
  kubeconfig?: Kubeconfig | undefined;
}

export interface Applied {
  record: ClusterRecord;
  /** Absent where nothing changed that the cluster would notice. */
  report?: PreflightReport;
  plan: Plan;
  /** Learned of the credential just now. */
  facts?: CredentialFacts | undefined;
}

/**
 * Brings a cluster to what `want` makes of it: checks, stores, writes the trail, and pushes at once where
 * there is something to push. A change of nothing does nothing. Throws a Problem.
 */
export async function applyChange(
  world: World,
  request: Request,
  name: string,
  want: (record: ClusterRecord) => Wanted | Promise<Wanted>,
  options: { preflight: boolean; dryRun?: boolean },
): Promise<Applied> {
  const secret = newSecret(world, request, name);
  try {
    return await changing(world, request.event, name, attempt);
  } catch (error) {
    await secret.discard();
    throw error;
  }

  async function attempt(record: ClusterRecord): Promise<Applied | undefined> {
    refuseDeregistering(record);
    const wanted = await want(record);
    const fields = changedFields(record, wanted.spec, wanted.kubeconfig !== undefined);
    if (fields.length === 0) return { record, plan: nothingPlanned };

    const { written, pushed, renews } = effectsOf(fields, wanted.spec);
    if (written) refuseUnknownSite(world.networks, wanted.spec);
    if (fields.includes('registries')) refuseStrangeHosts(world.ecrHosts, wanted.spec);
    const isTried = renews || written;
    const credential =
      renews || (isTried && options.preflight) ? await credentialOf(record, wanted) : undefined;
    if (renews && credential !== undefined)
      refuseUnrenewable(world, name, credential, wanted.kubeconfig === undefined ? '/renew' : '/kubeconfig');
    const checked = isTried ? await check(wanted.spec, credential) : undefined;
    const kubeconfig =
      wanted.kubeconfig !== undefined
        ? secret.reference(wanted.kubeconfig, checked?.identity)
        : fields.includes('renew')
          ? renewChanged(record.kubeconfig, credential)
          : undefined;
    const change = { spec: wanted.spec, ...(kubeconfig !== undefined && { kubeconfig }) };
    const decided = decideChange(record, change, fields, { now: world.now(), claim: world.newId() });
    checkSize(decided.record);
    const plan = pushed ? planChange(record, decided.record) : nothingPlanned;
    const applied = {
      record: decided.record,
      ...(checked !== undefined && { report: checked.report, facts: checked.facts }),
      plan,
    };
    if (options.dryRun) return applied;

    // The secret comes first: until the record names its version, nobody reads it.
    if (wanted.kubeconfig !== undefined) await secret.store(wanted.kubeconfig, record);
    if (!(await changeCluster(world.table, decided.record, record))) return undefined;
    if (wanted.kubeconfig !== undefined) await secret.use();
    if (wanted.kubeconfig !== undefined || checked?.facts !== undefined)
      await rememberCredential(world, decided.record, checked?.facts);
    if (decided.push) await pushNow(world, decided.record);
    const { type, message } = describeChange(fields, wanted.spec, plan);
    await audit(world, request.event, name, type, message);
    return applied;
  }

  /** The one that the cluster is to be used with. */
  async function credentialOf(record: ClusterRecord, { kubeconfig }: Wanted): Promise<Kubeconfig> {
    return kubeconfig ?? (await world.vault.read(name, record.kubeconfig.version));
  }

  async function check(spec: ClusterSpec, kubeconfig: Kubeconfig | undefined): Promise<Checked> {
    const { answerBy, event } = request;
    const { dryRun = false } = options;
    if (!options.preflight || kubeconfig === undefined) return { report: { result: 'skipped', checks: [] } };
    return requirePreflight(
      world,
      { spec, kubeconfig },
      {
        wanted: true,
        answerBy,
        event,
        dryRun,
        registered: true,
      },
    );
  }
}

/** One version of the secret, however often the change is tried. */
function newSecret(world: World, request: Request, name: string) {
  const version = world.newId();
  let tried = false;
  let stored = false;
  return {
    reference: (kubeconfig: Kubeconfig, identity: string | undefined) => ({
      version,
      server: kubeconfig.server,
      ...describeCredential(kubeconfig),
      ...(identity !== undefined && { identity }),
    }),
    store: async (kubeconfig: Kubeconfig, record: ClusterRecord) => {
      if (stored) return;
      tried = true;
      const inUse = record.kubeconfig.version;
      await whileLeaving(
        world,
        request,
        name,
        () => world.vault.add(name, kubeconfig, version, inUse),
        async () => refuseDeregistering(await findCluster(world, name)),
      );
      stored = true;
    },
    /** Until it is done, the version is read by itself instead of in a batch, and the next rotation does it first. */
    use: async () => {
      try {
        await world.vault.use(name, version);
      } catch (error) {
        world.log.warn('a rotated kubeconfig is not AWSCURRENT yet', {
          cluster: name,
          ...faultFields(error),
        });
      }
    },
    discard: async () => {
      if (tried) await discardKubeconfig(world, name, version);
    },
  };
}
