import type { KubeconfigReference } from '../../../shared/clusters/record.ts';
import { originOf } from '../../../shared/clusters/renewal/originOf.ts';
import { noteAttempt, recordRenewed } from '../../../shared/clusters/store/renewals.ts';
import { Failure } from '../../../shared/failure.ts';
import { iso } from '../../../shared/iso.ts';
import { describeCredential } from '../../../shared/kubeconfig/describe.ts';
import type { Kubeconfig } from '../../../shared/kubeconfig/kubeconfig.ts';
import { renewableVault } from '../../../shared/kubeconfig/renewableVault.ts';
import { currentIn } from '../../../shared/kubeconfig/stagingLabels.ts';
import type { Self } from '../../../shared/kubernetes/api.ts';
import type { Due, RenewalWorld } from './request.ts';

interface Made {
  kubeconfig: Kubeconfig;
  /** The credential's owner. */
  self: Self;
  /** The reference as the record has it. Updated here, for failures after any step. */
  known: { kubeconfig: KubeconfigReference };
}

/**
 * Stores a credential and puts it into use. A worker may die at any point, and two may race: the record names only what
 * is stored, and nothing that it names is ever removed.
 *
 *   look at labels ── note V2 ── take old labels away ── store V2 ── record V2 ── AWSCURRENT to V2
 *
 * The labels are read before V2 is noted: a labelled version that the record did not name at the note can no longer
 * come to be named. Throws a Failure, or whatever DynamoDB's client throws.
 */
export async function store(
  request: Due,
  { kubeconfig: next, self, known }: Made,
  world: RenewalWorld,
): Promise<'renewed' | 'superseded'> {
  const { record, deadline } = request;
  const { name } = record;
  const signal = AbortSignal.timeout(Math.max(0, deadline - world.now()));
  const vault = renewableVault(world.secrets, world.secretPrefix, signal);

  const seen = await vault.labels(name);
  stopAt(deadline, world);
  const version = world.newId();
  const attempt = { version, at: iso(world.now()) };
  const noted = await noteAttempt(world.table, record, attempt);
  if (noted === undefined) return 'superseded';
  known.kubeconfig = noted;

  const fallback = fallbackOf(request);
  const { version: inUse } = record.kubeconfig;
  const named = new Set([inUse, ...(fallback === undefined ? [] : [fallback.version])]);
  await vault.keepOnly(name, [...named], seen);
  // The worker of the previous renewal may have died before moving it.
  const holder = currentIn(seen);
  if (holder !== inUse) await vault.use(name, inUse, holder);
  stopAt(deadline, world);
  await vault.put(name, next, version);
  const { issuedAt: _, expiresAt: __, ...rest } = noted;
  const renewed = await recordRenewed(
    world.table,
    { ...record, kubeconfig: noted },
    {
      ...rest,
      version,
      ...describeCredential(next),
      ...(self.username !== '' && { identity: self.username }),
      renewal: { origin: originOf(noted), attempt, ...(fallback !== undefined && { fallback }) },
    },
  );
  if (renewed === undefined) return 'superseded';
  known.kubeconfig = renewed;
  // The record decides which version is in use; the label only lets one call read many secrets.
  await vault.use(name, version, inUse).catch(() => undefined);
  return 'renewed';
}

/** The credential that still works: the one in use, unless the API server refuses it. */
function fallbackOf({ record: { kubeconfig }, refused }: Due) {
  const { version, expiresAt, renewal } = kubeconfig;
  if (refused) return renewal?.fallback;
  return expiresAt === undefined ? undefined : { version, expiresAt };
}

/** A worker that was frozen and resumes much later must not start another step. */
function stopAt(deadline: number, { now }: RenewalWorld): void {
  if (now() < deadline) return;
  throw new Failure('timeout', 'The time limit of the push ended before the new credential was stored', {
    remedy: 'It is tried again. If this continues, find out why pushes to this cluster take so long.',
  });
}
