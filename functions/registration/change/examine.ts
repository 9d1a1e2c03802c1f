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

/** What a cluster should become. */
export interface Asked {
  spec: ClusterSpec;
  fields: readonly ChangedField[];
  effects: Pick<Effects, 'written' | 'renews'>;
  /** A credential to replace the one in use. */
  kubeconfig?: Kubeconfig | undefined;
  /** The one in use; read only for a check. Absent for a new cluster. */
  inUse?: () => Promise<Kubeconfig>;
}

/** The result. `credential`: the one that the cluster will use, if it was read. */
export type Examined = Partial<Checked> & { credential?: Kubeconfig };

/** Refuses what is impossible, and preflights what affects the cluster. Throws a Problem. */
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
