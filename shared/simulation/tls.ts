import type { X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import type { Authority, IssuedCertificate } from './certificates.ts';
import type { UserInfo } from './rbac.ts';

/** A name in every certificate, for addresses that are not in it. */
export const tlsServerName = 'kubernetes.default.svc';

/** The subject of an API server's certificate. */
export const usual = {
  commonName: 'kube-apiserver',
  dnsNames: ['localhost', tlsServerName],
  addresses: ['127.0.0.1'],
};

/** With the valid certificate for an authority's servers. All are on this machine, so one is enough. */
const right = new WeakMap<Authority, Promise<SecureContext>>();

export function rightContext(authority: Authority): Promise<SecureContext> {
  const context =
    right.get(authority) ?? authority.issue(usual).then((certificate) => contextOf(certificate, authority));
  right.set(authority, context);
  return context;
}

export function contextOf({ certificate, key }: IssuedCertificate, authority: Authority): SecureContext {
  return createSecureContext({
    cert: certificate,
    key,
    ca: authority.certificate,
    // Without it, a client that resumes its session is refused, because the server requests client certificates.
    sessionIdContext: 'simulated-kubernetes',
  });
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
