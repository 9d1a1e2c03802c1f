import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { FailureReport } from '../../../shared/failure.ts';
import {
  type Candidate,
  type Findings,
  nothingAsked,
  type Served,
} from '../../../shared/preflight/findings.ts';
import { unfitted } from '../../../shared/preflight/fitting.ts';
import { networkNamed } from '../../../shared/preflight/networkWords.ts';
import type { NetworkRequest } from '../../../shared/preflight/request.ts';

/**
 * Checks a cluster by `deadline` (epoch milliseconds); with `served`, how pushes left it, also what they put there. Throws
 * nothing.
 */
export type Preflight = (cluster: Candidate, deadline: number, served?: Served) => Promise<Findings>;

/** Milliseconds that are kept back for the way there and back, and for a function that must start first. */
const onTheWay = 3_000;

/**
 * Has a push function make the checks: with its role, in its network, so that what is found is true of the pushes.
 * Where it cannot, that is what was found, and of the cluster nothing is known.
 *
 * @param push `functionName`: of the default network's; that of a site has the site's name behind
 */
export function askPushFunction(
  client: Pick<LambdaClient, 'send'>,
  push: { functionName: string; now: () => number },
): Preflight {
  return async ({ spec, kubeconfig }, deadline, served) => {
    const { site } = spec;
    const functionName = site === undefined ? push.functionName : `${push.functionName}-${site}`;
    const milliseconds = Math.max(0, deadline - push.now());
    const request: NetworkRequest = {
      ask: 'preflight',
      spec,
      kubeconfig,
      milliseconds: Math.max(1, milliseconds - onTheWay),
      ...(served !== undefined && { served }),
    };
    try {
      const { FunctionError, Payload } = await client.send(
        new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(request) }),
        { abortSignal: AbortSignal.timeout(milliseconds) },
      );
      if (FunctionError !== undefined) return notMade('internal', 'ended with an error');
      return findingsIn(Payload) ?? notMade('internal', 'gave an answer that is not understood');
    } catch (error) {
      return notMade(...reasonOf(error, milliseconds));
    }

    function notMade(kind: FailureReport['kind'], what: string): Findings {
      const because = 'the checks could not be made where the pushes run';
      const failure = {
        kind,
        message: `The checks could not be made in ${networkNamed(site)}: its function ${functionName} ${what}`,
        remedy: `This says nothing of the cluster. While a deployment goes on the function may be of another version: try again in a minute. Else see docs/networks.md#when-a-site-is-down and the log group /aws/lambda/${functionName}; ?preflight=false registers without checks.`,
      };
      return {
        network: { ...(site !== undefined && { network: site }), answer: { failures: [failure] } },
        contact: { because },
        ...nothingAsked,
        registries: [{ registries: spec.registries.map(({ name }) => name), answer: { because } }],
      };
    }
  };
}

function reasonOf(error: unknown, milliseconds: number): [FailureReport['kind'], string] {
  const name = (error as Error | undefined)?.name ?? 'an unknown error';
  if (/Abort|Timeout/.test(name))
    return ['timeout', `did not answer within ${Math.round(milliseconds / 1000)} s`];
  if (/TooManyRequests|Throttl/.test(name)) return ['throttled', `was refused a start (${name})`];
  // https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
  if (/^(ResourceNotReady|ENINotReady)Exception$/.test(name))
    return [
      'unreachable',
      `is being connected to its VPC (${name}): Lambda ends that connection after weeks without a call, and makes it again at the first. Wait some minutes and try again`,
    ];
  return ['internal', `could not be called (${name})`];
}

/** While a deployment goes on, the function may be of another version. */
function findingsIn(payload: Uint8Array | undefined): Findings | undefined {
  try {
    const found = unfitted(payload ?? new Uint8Array()) as Partial<Findings> | null;
    const isComplete =
      typeof found?.contact === 'object' && Array.isArray(found.accesses) && Array.isArray(found.registries);
    return isComplete ? (found as Findings) : undefined;
  } catch {
    return undefined;
  }
}
