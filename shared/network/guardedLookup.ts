import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Failure } from '../failure.ts';
import type { Cidr } from './cidr.ts';
import { decideAddress } from './decideAddress.ts';
import { addressRemedy } from './hostname.ts';
import { type ResolveAll, shareInFlight } from './shareInFlight.ts';

/**
 * The `lookup` of a socket that connects to no forbidden address. The socket gets the very addresses that were checked,
 * so a name that resolves differently a moment later gains nothing. One forbidden address among several refuses the
 * name: no honest API server has one.
 *
 * Errors: Failure 'kubeconfig' if an address is refused; Failure 'unreachable' if the name does not resolve, with the
 * resolver's error as its cause.
 */
export function guardedLookup(
  allowedCidrs: readonly Cidr[],
  resolve: ResolveAll = systemLookup as ResolveAll,
): LookupFunction {
  const resolveOnce = shareInFlight(resolve);
  return (hostname, options, callback) => {
    const { family, hints } = options;
    const question = {
      all: true as const,
      ...(family !== undefined && { family }),
      ...(hints !== undefined && { hints }),
    };
    resolveOnce(hostname, question, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error || first === undefined) return callback(notResolved(hostname, error), '', 0);
      const refused = refusal(hostname, addresses, allowedCidrs);
      if (refused) return callback(refused, '', 0);
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
    });
  };
}

function refusal(hostname: string, addresses: readonly LookupAddress[], allowedCidrs: readonly Cidr[]) {
  for (const { address } of addresses) {
    const decision = decideAddress(address, allowedCidrs);
    if (!decision.allowed)
      return new Failure(
        'kubeconfig',
        `${hostname} resolves to ${address}, which is refused: it is ${decision.because}.`,
        {
          remedy: addressRemedy,
        },
      );
  }
  return undefined;
}

function notResolved(hostname: string, error: NodeJS.ErrnoException | null): Failure {
  return new Failure(
    'unreachable',
    `The name ${hostname} does not resolve here (${error?.code ?? 'no address'}).`,
    {
      remedy:
        'Check the name. For a private cluster, let PullPass run in a VPC that can resolve it: associate the ' +
        "cluster's private hosted zone with that VPC, or forward the zone to a resolver that knows it.",
      cause: error ?? undefined,
    },
  );
}
