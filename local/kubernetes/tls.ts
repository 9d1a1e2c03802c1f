import type { X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { type Authority, createAuthority } from './certificates.ts';
import type { UserInfo } from './rbac.ts';

/** A name in every certificate, for the addresses that are not in it. */
export const tlsServerName = 'kubernetes.default.svc';

/** `none` is the right one; the others are faults. */
export type Certificate = 'none' | 'expired' | 'wrong-host' | 'unknown-ca';

/** A context for each certificate that the server can show. */
export async function tlsContexts(authority: Authority): Promise<Record<Certificate, SecureContext>> {
  const usual = {
    commonName: 'kube-apiserver',
    dnsNames: ['localhost', tlsServerName],
    addresses: ['127.0.0.1'],
  };
  const day = 24 * 60 * 60 * 1000;
  const [ago, yesterday] = [new Date(Date.now() - 90 * day), new Date(Date.now() - day)];
  const stranger = await createAuthority('another-ca');
  const [none, expired, wrongHost, unknown] = await Promise.all([
    authority.issue(usual),
    authority.issue({ ...usual, notBefore: ago, notAfter: yesterday }),
    authority.issue({ commonName: 'elsewhere', dnsNames: ['elsewhere.example.com'] }),
    stranger.issue(usual),
  ]);
  const context = ({ certificate, key }: { certificate: string; key: string }) =>
    createSecureContext({
      cert: certificate,
      key,
      ca: authority.certificate,
      // Without it a client that resumes its session is refused, as client certificates are asked for.
      sessionIdContext: 'simulated-kubernetes',
    });
  return {
    none: context(none),
    expired: context(expired),
    'wrong-host': context(wrongHost),
    'unknown-ca': context(unknown),
  };
}

/** Common name and organisation of a client certificate that the CA signed are user and group. */
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
