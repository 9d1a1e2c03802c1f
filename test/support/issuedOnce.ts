import type {
  Authority,
  CertificateRequest,
  IssuedCertificate,
} from '../../shared/simulation/certificates.ts';

const issued = new WeakMap<Authority, Map<string, Promise<IssuedCertificate>>>();

/** The authority's certificate for this request. Each is made once: that takes longer than most tests of it. */
export function issuedOnce(authority: Authority, request: CertificateRequest): Promise<IssuedCertificate> {
  const made = issued.get(authority) ?? new Map<string, Promise<IssuedCertificate>>();
  issued.set(authority, made);
  const key = JSON.stringify(request);
  const certificate = made.get(key) ?? authority.issue(request);
  made.set(key, certificate);
  return certificate;
}
