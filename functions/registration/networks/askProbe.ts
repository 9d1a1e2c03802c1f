import type { LambdaClient } from '@aws-sdk/client-lambda';
import { type ProbeFinding, probeFinding } from '../../../shared/api/probe.ts';
import type { Address } from '../../../shared/preflight/probe/probe.ts';
import { type Called, callPush, type PushFunctions } from './callPush.ts';

/**
 * Probes an address from the network of a site (undefined: the default network) by `deadline` (epoch milliseconds).
 * Throws nothing.
 */
export type Probe = (
  address: Address,
  site: string | undefined,
  deadline: number,
) => Promise<Called<ProbeFinding>>;

/** Has that network's push function connect. */
export function askProbe(client: Pick<LambdaClient, 'send'>, push: PushFunctions): Probe {
  return (address, site, deadline) =>
    callPush(
      client,
      push,
      {
        site,
        deadline,
        what: 'The probe',
        request: (milliseconds) => ({ ask: 'probe', address, milliseconds }),
      },
      (payload) => probeFinding.parse(JSON.parse(Buffer.from(payload).toString('utf8'))),
    );
}
