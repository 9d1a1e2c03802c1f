import type { LambdaClient } from '@aws-sdk/client-lambda';
import { withoutCluster } from '../../../shared/kubeconfig/stored.ts';
import {
  type Candidate,
  type Findings,
  nothingAsked,
  type Served,
} from '../../../shared/preflight/findings.ts';
import { unfitted } from '../../../shared/preflight/fitting.ts';
import { callPush, type PushFunctions } from './callPush.ts';

/**
 * Checks a cluster by `deadline` (epoch milliseconds). With `served` (how pushes left it), also checks what they put
 * there. Throws nothing.
 */
export type Preflight = (cluster: Candidate, deadline: number, served?: Served) => Promise<Findings>;

/** Has the push function in the cluster's network make the checks. */
export function askPushFunction(client: Pick<LambdaClient, 'send'>, push: PushFunctions): Preflight {
  return async ({ spec, kubeconfig }, deadline, served) => {
    const { site } = spec;
    const called = await callPush(
      client,
      push,
      {
        site,
        deadline,
        what: 'The checks',
        meanwhile: '?preflight=false registers without checks',
        request: (milliseconds) => ({
          ask: 'preflight',
          spec,
          kubeconfig: withoutCluster(kubeconfig),
          milliseconds,
          ...(served !== undefined && { served }),
        }),
      },
      findingsIn,
    );
    if ('answer' in called) return called.answer;
    const because = 'the checks could not be made where the pushes run';
    return {
      network: { ...(site !== undefined && { network: site }), answer: { failures: [called.failure] } },
      contact: { because },
      ...nothingAsked,
      registries: [{ registries: spec.registries.map(({ name }) => name), answer: { because } }],
    };
  };
}

function findingsIn(payload: Uint8Array): Findings | undefined {
  const found = unfitted(payload) as Partial<Findings> | null;
  const isComplete =
    typeof found?.contact === 'object' && Array.isArray(found.accesses) && Array.isArray(found.registries);
  return isComplete ? (found as Findings) : undefined;
}
