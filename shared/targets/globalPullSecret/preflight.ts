import { asFailure, type FailureKind } from '../../failure.ts';
import type { KubernetesApi } from '../../kubernetes/api.ts';
import type { TargetFinding } from '../kind.ts';
import { namespace, secretName } from './editSecret.ts';
import { refuseOtherPlatforms } from './platform.ts';

/** What a push would meet too. Any other failure says nothing about the platform. */
const lasting: ReadonlySet<FailureKind> = new Set(['conflict', 'forbidden']);

/** Whether the cluster is one that uses this secret. Throws nothing. */
export async function preflight(api: KubernetesApi): Promise<TargetFinding[]> {
  try {
    await refuseOtherPlatforms(api);
    const message = `The control plane runs outside the cluster, and lays ${namespace}/${secretName} under the cluster’s pull secret.`;
    return [{ result: 'passed', message }];
  } catch (error) {
    const failure = asFailure(error).report();
    if (lasting.has(failure.kind)) return [{ result: 'failed', failure }];
    const message = `It is unknown whether the control plane runs outside the cluster: ${failure.message}.`;
    return [{ result: 'unchecked', message }];
  }
}
