import { LambdaClient } from '@aws-sdk/client-lambda';
import { required, sitesFrom } from '../../../shared/environment.ts';
import { ownFipsEndpoint } from '../../../shared/fipsEndpoint.ts';
import { askProbe, type Probe } from './askProbe.ts';
import { askPushFunction, type Preflight } from './askPushFunction.ts';

/** The networks that pushes run in. */
export interface Networks {
  /** Names of the sites that are deployed. */
  sites: readonly string[];
  /** Has the push function of the cluster's network make the checks: as who pushes, from where it pushes. */
  preflight: Preflight;
  /** Has the push function of a network try an address. */
  probe: Probe;
}

/** Each retry is a call again: a function that hangs must not be called again and again. */
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
