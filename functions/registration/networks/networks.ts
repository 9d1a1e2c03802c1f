import { LambdaClient } from '@aws-sdk/client-lambda';
import { required, sitesFrom } from '../../../shared/environment.ts';
import { type RemotePreflight, remotePreflight } from './remotePreflight.ts';

/** The networks that pushes run in. */
export interface Networks {
  /** Names of the sites that are deployed. */
  sites: readonly string[];
  /** Who makes the checks of a site's clusters, or of those of no site; undefined: this function itself. */
  elsewhere(site: string | undefined): RemotePreflight | undefined;
}

/** Each retry is a call anew: a function that hangs must not be called again and again. */
const patience = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 25_000, throwOnRequestTimeout: true },
};

/** The function's environment → the networks. The push function of a site has the site's name behind. */
export function networksFrom(environment: NodeJS.ProcessEnv, now: () => number): Networks {
  const sites = sitesFrom(environment);
  const push = required(environment, 'PUSH_FUNCTION');
  const inVpc = environment['PUSHES_IN_VPC'] === 'yes';
  const client = new LambdaClient(patience);
  return {
    sites,
    elsewhere(site) {
      if (site === undefined && !inVpc) return undefined;
      const functionName = site === undefined ? push : `${push}-${site}`;
      return remotePreflight(client, { functionName, site, now });
    },
  };
}
