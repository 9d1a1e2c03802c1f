import { LambdaClient } from '@aws-sdk/client-lambda';
import { required, sitesFrom } from '../../../shared/environment.ts';
import { ownFipsEndpoint } from '../../../shared/fipsEndpoint.ts';
import { askProbe, type Probe } from './askProbe.ts';
import { askPushFunction, type Preflight } from './askPushFunction.ts';

/** The networks in which pushes run. */
export interface Networks {
  /** Names of the deployed sites. */
  sites: readonly string[];
  /** Has the push function in the cluster's network make the checks, with its role. */
  preflight: Preflight;
  /** Has a network's push function try an address. */
  probe: Probe;
}

/** Each retry calls the function again, and a function that hangs must not be called again and again. */
const patience = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 25_000, throwOnRequestTimeout: true },
};

/** The function's environment → the networks. */
export function networksFrom(environment: NodeJS.ProcessEnv, now: () => number): Networks {
  const client = new LambdaClient({ ...patience, ...ownFipsEndpoint('lambda', environment) });
  const push = { functionName: required(environment, 'PUSH_FUNCTION'), now };
  return {
    sites: sitesFrom(environment),
    preflight: askPushFunction(client, push),
    probe: askProbe(client, push),
  };
}
