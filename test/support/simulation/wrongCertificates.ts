import type { SecureContext } from 'node:tls';
import {
  type Authority,
  createAuthority,
  type IssuedCertificate,
} from '../../../shared/simulation/certificates.ts';
import { contextOf, usual } from '../../../shared/simulation/tls.ts';

/** What may be wrong with a certificate. */
export type CertificateProblem = 'expired' | 'wrong-host' | 'unknown-ca';

const made = new WeakMap<Authority, Map<CertificateProblem, Promise<SecureContext>>>();

/** Made at first use, since few clusters ever have this fault. */
export function wrongContext(problem: CertificateProblem, authority: Authority): Promise<SecureContext> {
  const known = made.get(authority) ?? new Map<CertificateProblem, Promise<SecureContext>>();
  made.set(authority, known);
  const context =
    known.get(problem) ?? issueWrong(problem, authority).then((wrong) => contextOf(wrong, authority));
  known.set(problem, context);
  return context;
}

async function issueWrong(problem: CertificateProblem, authority: Authority): Promise<IssuedCertificate> {
  const day = 24 * 60 * 60 * 1000;
  const [ago, yesterday] = [new Date(Date.now() - 90 * day), new Date(Date.now() - day)];
  if (problem === 'expired') return authority.issue({ ...usual, notBefore: ago, notAfter: yesterday });
  if (problem === 'unknown-ca') return (await createAuthority('another-ca')).issue(usual);
  return authority.issue({ commonName: 'elsewhere', dnsNames: ['elsewhere.example.com'] });
}
