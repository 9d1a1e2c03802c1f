import type { ClusterSpec } from '../../../shared/clusters/spec.ts';
import type { Kubeconfig } from '../../../shared/kubeconfig/kubeconfig.ts';
import type { Request } from '../http/event.ts';
import { refuseUnknownSite } from '../networks/refuseUnknownSite.ts';
import { type Checked, requirePreflight } from '../preflight/requirePreflight.ts';
import { refuseStrangeHosts } from '../validation/refuseStrangeHosts.ts';
import { refuseUnrenewable } from '../validation/refuseUnrenewable.ts';
import type { World } from '../world.ts';
import type { ChangeOptions } from './changed.ts';
import type { ChangedField, Effects } from './effectsOf.ts';

/** What a cluster is to become. */
export interface Asked {
  spec: ClusterSpec;
  fields: readonly ChangedField[];
  effects: Pick<Effects, 'written' | 'renews'>;
  /** A credential to take the place of the one in use. */
  kubeconfig?: Kubeconfig | undefined;
  /** The one in use; read only where it is checked. Absent for a cluster that is not registered yet. */
  inUse?: () => Promise<Kubeconfig>;
}

/** What was found. `credential`: the one that the cluster is to be used with, where it was read. */
export type Examined = Partial<Checked> & { credential?: Kubeconfig };

/** Refuses what cannot be, and preflights what the cluster would notice. Throws a Problem. */
export async function examine(
  world: World,
  { answerBy, event }: Request,
  { spec, fields, effects: { written, renews }, kubeconfig, inUse }: Asked,
  { preflight, dryRun = false }: ChangeOptions,
): Promise<Examined> {
  if (written) refuseUnknownSite(world.networks, spec);
  if (fields.includes('registries')) refuseStrangeHosts(world.ecrHosts, spec);
  if (!written && !renews) return {};
  const credential = renews || preflight ? (kubeconfig ?? (await inUse?.())) : undefined;
  if (credential === undefined) return { report: { result: 'skipped', checks: [] } };
  if (renews)
    refuseUnrenewable(world, spec.name, credential, kubeconfig === undefined ? '/renew' : '/kubeconfig');
  const checked = await requirePreflight(
    world,
    { spec, kubeconfig: credential },
    { wanted: preflight, answerBy, event, dryRun, registered: inUse !== undefined },
  );
  return { ...checked, credential };
}
