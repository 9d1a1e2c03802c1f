import { Failure } from '../failure.ts';
import { tlsCode } from './tlsCode.ts';
import { type Peer, tlsMeanings } from './tlsMeanings.ts';

/** What went wrong in TLS, and on which side; undefined if the error is not about TLS. */
export function tlsFailure(error: unknown, request: string, peer: Peer): Failure | undefined {
  const [, meaning] = tlsMeanings.find(([codes]) => codes.test(tlsCode(error))) ?? [];
  if (meaning === undefined) return undefined;
  const { kind = 'tls', what, remedy } = meaning(peer, error);
  return new Failure(kind, `${request}: ${what}`, { remedy, cause: error });
}
