import { X509Certificate } from 'node:crypto';

/**
 * Whether a certificate may sign others, by Go's rule: it says that it is a CA, or has version 1, which cannot say so.
 * OpenSSL also accepts later versions that do not say it.
 * Source: https://pkg.go.dev/crypto/x509#Certificate.CheckSignatureFrom
 */
export function maySign(der: Buffer): boolean {
  return new X509Certificate(der).ca || isVersion1(der);
}

/** From version 2 on, TBSCertificate begins with its version, in tag [0] (RFC 5280, 4.1). */
function isVersion1(der: Buffer): boolean {
  const content = (at: number) => {
    const length = der[at + 1] ?? 0;
    return at + 2 + (length & 0x80 ? length & 0x7f : 0);
  };
  return der[content(content(0))] !== 0xa0;
}
