import type { X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { type Authority, createAuthority, type IssuedCertificate } from './certificates.ts';
import type { UserInfo } from './rbac.ts';

/** A name in every certificate, for addresses that are not in it. */
export const tlsServerName = 'kubernetes.default.svc';

/** What may be wrong with a certificate. */
export type CertificateProblem = 'expired' | 'wrong-host' | 'unknown-ca';

/** A context for each certificate that a server can show. */
export interface TlsContexts {
  right: SecureContext;
  /** Made at first use, since few clusters ever have this fault. */
  wrong(problem: CertificateProblem): Promise<SecureContext>;
}

const usual = {
  commonName: 'kube-apiserver',
  dnsNames: ['localhost', tlsServerName],
  addresses: ['127.0.0.1'],
};

/** The valid certificate for an authority's servers. All are on this machine, so one is enough. */
const issued = new WeakMap<Authority, Promise<IssuedCertificate>>();

export async function tlsContexts(authority: Authority): Promise<TlsContexts> {
  const certificate = issued.get(authority) ?? authority.issue(usual);
  issued.set(authority, certificate);
  const context = ({ certificate, key }: IssuedCertificate) =>
    createSecureContext({
      cert: certificate,
      key,
      ca: authority.certificate,
      // Without it, a client that resumes its session is refused, because the server requests client certificates.
      sessionIdContext: 'simulated-kubernetes',
    });
  const wrong = new Map<CertificateProblem, Promise<SecureContext>>();
  return {
    right: context(await certificate),
    wrong(problem) {
      const made = wrong.get(problem) ?? issueWrong(problem, authority).then(context);
      wrong.set(problem, made);
      return made;
    },
  };
}

async function issueWrong(problem: CertificateProblem, authority: Authority): Promise<IssuedCertificate> {
  const day = 24 * 60 * 60 * 1000;
  const [ago, yesterday] = [new Date(Date.now() - 90 * day), new Date(Date.now() - day)];
  if (problem === 'expired') return authority.issue({ ...usual, notBefore: ago, notAfter: yesterday });
  if (problem === 'unknown-ca') return (await createAuthority('another-ca')).issue(usual);
  return authority.issue({ commonName: 'elsewhere', dnsNames: ['elsewhere.example.com'] });
}

/** In a client certificate that the CA signed, the common name is the user and the organisation the group. */
export function userOfCertificate(socket: TLSSocket, ca: X509Certificate): UserInfo | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate?.checkIssued(ca) || !certificate.verify(ca.publicKey)) return undefined;
  const isExpired = certificate.validToDate.getTime() <= Date.now();
  if (isExpired) return undefined;
  const subject = certificate.subject.split('\n');
  const all = (field: string) =>
    subject.filter((line) => line.startsWith(field)).map((line) => line.slice(field.length));
  const [username] = all('CN=');
  return username ? { username, groups: [...all('O='), 'system:authenticated'] } : undefined;
}
