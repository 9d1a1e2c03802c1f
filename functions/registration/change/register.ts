import type { PreflightReport } from '../../../shared/api/schemas.ts';
import type { CredentialFacts } from '../../../shared/clusters/credentialFacts.ts';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import type { ClusterSpec } from '../../../shared/clusters/spec.ts';
import { deleteCluster } from '../../../shared/clusters/store/leaving.ts';
import { createCluster } from '../../../shared/clusters/store/records.ts';
import { describeCredential } from '../../../shared/kubeconfig/describe.ts';
import type { Kubeconfig } from '../../../shared/kubeconfig/kubeconfig.ts';
import type { Plan } from '../../../shared/plan/plan.ts';
import { planChange } from '../../../shared/plan/planChange.ts';
import type { Request } from '../http/event.ts';
import { Problem } from '../http/problem.ts';
import { refuseUnknownSite } from '../networks/refuseUnknownSite.ts';
import { requirePreflight } from '../preflight/requirePreflight.ts';
import { refuseStrangeHosts } from '../validation/refuseStrangeHosts.ts';
import { refuseUnrenewable } from '../validation/refuseUnrenewable.ts';
import type { World } from '../world.ts';
import { audit } from './audit.ts';
import { checkSize } from './checkSize.ts';
import { claimed } from './decideChange.ts';
import { discardKubeconfig } from './discardKubeconfig.ts';
import { pushNow } from './pushNow.ts';
import { rememberCredential } from './rememberCredential.ts';
import { secretsSayHost } from './secretsSayHost.ts';
import { whileLeaving } from './whileLeaving.ts';

export interface Registered {
  record: ClusterRecord;
  report: PreflightReport;
  plan: Plan;
  facts?: CredentialFacts | undefined;
}

/**
 * Registers a cluster. The record is stored first, for it decides who gets the name; a crash before the
 * secret is stored leaves a cluster whose push fails and says how to mend it. Undefined where the name is
 * taken. Throws a Problem.
 */
export async function register(
  world: World,
  request: Request,
  { spec, kubeconfig }: { spec: ClusterSpec; kubeconfig: Kubeconfig },
  options: { preflight: boolean; dryRun: boolean },
): Promise<Registered | undefined> {
  refuseUnknownSite(world.networks, spec);
  refuseStrangeHosts(world.ecrHosts, spec);
  if (spec.renew) refuseUnrenewable(world, spec.name, kubeconfig, '/kubeconfig');
  const wanted = options.preflight;
  const { report, identity, facts } = await requirePreflight(
    world,
    { spec, kubeconfig },
    { wanted, answerBy: request.answerBy, event: request.event, dryRun: options.dryRun, registered: false },
  );
  const now = world.now();
  const fresh: ClusterRecord = {
    name: spec.name,
    spec,
    status: {
      phase: spec.paused ? 'Paused' : 'Pending',
      consecutiveFailures: 0,
      namespaces: { ready: 0, failed: 0, skipped: 0 },
    },
    kubeconfig: {
      version: world.newId(),
      server: kubeconfig.server,
      ...describeCredential(kubeconfig),
      ...(identity !== undefined && { identity }),
    },
    version: 1,
    createdAt: new Date(now).toISOString(),
    retired: [],
    ...secretsSayHost(spec),
  };
  const record = spec.paused ? fresh : claimed(fresh, world.newId(), now);
  checkSize(record);
  const registered = { record, report, plan: planChange(undefined, record), facts };
  if (options.dryRun) return registered;

  if (!(await createCluster(world.table, record, world.now()))) return undefined;
  await storeSecret(world, request, record, kubeconfig);
  await rememberCredential(world, record, facts);
  await pushNow(world, record);
  const skipped = options.preflight ? '' : ', without a preflight';
  await audit(world, request.event, spec.name, 'registered', `Registered ${kubeconfig.server}${skipped}`);
  return registered;
}

/** Stores the kubeconfig, or else leaves nothing behind: neither half a secret nor the record. */
async function storeSecret(
  world: World,
  request: Request,
  record: ClusterRecord,
  kubeconfig: Kubeconfig,
): Promise<void> {
  const {
    name,
    kubeconfig: { version },
  } = record;
  try {
    await whileLeaving(world, request, name, () => world.vault.create(name, kubeconfig, version));
  } catch (error) {
    if (await deleteCluster(world.table, record, world.now())) await discardKubeconfig(world, name, version);
    throw error;
  }
}

export function taken(name: string): Problem {
  return new Problem(409, 'name-taken', `The cluster "${name}" already exists.`, {
    remedy: `To change it, send PATCH or PUT to /clusters/${name}; to register another, choose another name.`,
  });
}
