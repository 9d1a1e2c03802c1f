/** The rule for addresses that PullPass may connect to. Each part has its own file. */
export { type Cidr, parseCidrs } from './cidr.ts';
export { decideAddress } from './decideAddress.ts';
export type { AddressDecision } from './decision.ts';
export { guardedLookup } from './guardedLookup.ts';
export { checkHostname, decideHostname } from './hostname.ts';
export type { ResolveAll } from './shareInFlight.ts';
