import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { FailureReport } from '../../../shared/failure.ts';
import { networkNamed } from '../../../shared/preflight/networkWords.ts';
import type { NetworkRequest } from '../../../shared/preflight/request.ts';

/** The push functions: the name of the default network's. A site's function has the site's name appended. */
export interface PushFunctions {
  functionName: string;
  now: () => number;
}

export interface PushCall {
  /** The site whose function to call; undefined for the default network. */
  site: string | undefined;
  /** When to stop waiting for an answer, in epoch milliseconds. */
  deadline: number;
  /** Completes "… could not be made": "The checks". */
  what: string;
  /** Added to the remedy. */
  meanwhile?: string;
  /** Makes the request, given how many milliseconds it may take. */
  request: (milliseconds: number) => NetworkRequest;
}

export type Called<T> = { answer: T } | { failure: FailureReport };

/** Milliseconds kept back for the round trip, and for a function that must start first. */
const onTheWay = 3_000;

/**
 * Lets a push function answer, with its role and in its network, so that the result is valid for pushes. If it cannot,
 * that is the finding, and nothing is known of the cluster. Throws nothing.
 *
 * @param read reads the answer; returns undefined if it cannot
 */
export async function callPush<T>(
  client: Pick<LambdaClient, 'send'>,
  push: PushFunctions,
  { site, deadline, what, meanwhile, request }: PushCall,
  read: (payload: Uint8Array) => T | undefined,
): Promise<Called<T>> {
  const functionName = site === undefined ? push.functionName : `${push.functionName}-${site}`;
  const milliseconds = Math.max(0, deadline - push.now());
  const event = request(Math.max(1, milliseconds - onTheWay));
  try {
    const { FunctionError, Payload } = await client.send(
      new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) }),
      { abortSignal: AbortSignal.timeout(milliseconds) },
    );
    if (FunctionError !== undefined) return notMade('internal', 'ended with an error');
    const answer = readable(read, Payload ?? new Uint8Array());
    return answer === undefined ? notMade('internal', 'gave an unexpected answer') : { answer };
  } catch (error) {
    return notMade(...reasonOf(error, milliseconds));
  }

  function notMade(kind: FailureReport['kind'], why: string): { failure: FailureReport } {
    const more = meanwhile === undefined ? '' : `; ${meanwhile}`;
    return {
      failure: {
        kind,
        message: `${what} could not be made in ${networkNamed(site)}: its function ${functionName} ${why}`,
        remedy: `This says nothing about the cluster. During a deployment the function may have another version: try again in a minute. Otherwise see docs/networks.md#when-a-site-is-down and the log group /aws/lambda/${functionName}${more}.`,
      },
    };
  }
}

/** During a deployment, the function may be of another version. */
function readable<T>(read: (payload: Uint8Array) => T | undefined, payload: Uint8Array): T | undefined {
  try {
    return read(payload);
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown, milliseconds: number): [FailureReport['kind'], string] {
  const name = (error as Error | undefined)?.name ?? 'an unknown error';
  if (/Abort|Timeout/.test(name))
    return ['timeout', `did not answer within ${Math.round(milliseconds / 1000)} s`];
  if (/TooManyRequests|Throttl/.test(name)) return ['throttled', `could not start (${name})`];
  // https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
  if (/^(ResourceNotReady|ENINotReady)Exception$/.test(name))
    return [
      'unreachable',
      `is being connected to its VPC (${name}): Lambda ends that connection after weeks without a call, and makes it again at the next. Wait some minutes and try again`,
    ];
  return ['internal', `could not be called (${name})`];
}
