import { type AdmissionControl, admissionControl } from '../../support/truth/admission.ts';
import { startTargetsWorld, type TargetsWorld } from './targetsWorld.ts';

/** A deployed PullPass and a real cluster, in which others deny and rewrite what it writes. */
export interface TruthWorld extends TargetsWorld {
  /** Policies, quotas and webhooks of the cluster. */
  control: AdmissionControl;
}

export async function startTruthWorld(): Promise<TruthWorld> {
  const targets = await startTargetsWorld();
  const control = await admissionControl(targets.openshift.admin, targets.plane.etcd);
  return {
    ...targets,
    control,
    async stop() {
      await control.stop();
      await targets.stop();
    },
  };
}
