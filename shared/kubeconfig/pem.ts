import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { refuse } from './refuse.ts';

const flatten =
  'Print the kubeconfig with `kubectl config view --raw --flatten --minify`, which writes base64 of PEM here.';

/** Decodes a `*-data` field. Strict, since Buffer.from skips invalid characters. */
export function decodeBase64(value: string, opening: string): string {
  const compact = value.replace(/[\r\n]/g, '');
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact))
    refuse(`${opening} that is not base64.`, flatten);
  return Buffer.from(compact, 'base64').toString('latin1');
}

/**
 * As Go reads PEM: each marker begins a line, with only spaces after it; the base64 in between may be broken anywhere.
 */
const certificateBlock = /^-----BEGIN CERTIFICATE-----[ \t\r]*\n([^-]*)^-----END CERTIFICATE-----[ \t\r]*$/gm;

/** The CAs in the PEM text, at least one. Unreadable ones are skipped, as in kubectl. */
export function readAuthorities(pem: string, opening: string): X509Certificate[] {
  const found = blocks(pem, opening);
  const readable = found.flatMap((der) => ifReadable(der));
  if (readable.length === 0) refuse(`${opening} with a certificate that cannot be read.`, flatten);
  return readable;
}

/** Only the certificates in the PEM text, at least one. Throws a Failure. */
export function readCertificates(pem: string, opening: string): [X509Certificate, ...X509Certificate[]] {
  const [first, ...rest] = blocks(pem, opening);
  try {
    return [new X509Certificate(first), ...rest.map((block) => new X509Certificate(block))];
  } catch {
    return refuse(`${opening} with a certificate that cannot be read.`, flatten);
  }
}

function blocks(pem: string, opening: string): [Buffer, ...Buffer[]] {
  const [first, ...rest] = [...pem.matchAll(certificateBlock)].map(([, body = '']) =>
    Buffer.from(body, 'base64'),
  );
  if (first === undefined) return refuse(`${opening} that holds no PEM certificate.`, flatten);
  return [first, ...rest];
}

function ifReadable(der: Buffer): X509Certificate[] {
  try {
    return [new X509Certificate(der)];
  } catch {
    return [];
  }
}

export function toPem(certificates: readonly X509Certificate[]): string {
  return certificates.map((certificate) => certificate.toString()).join('');
}

/** The private key in the PEM text, which must not be encrypted. Throws a Failure. */
export function readPrivateKey(pem: string, opening: string): KeyObject {
  if (/-----BEGIN ENCRYPTED |^Proc-Type:.*ENCRYPTED/m.test(pem))
    refuse(
      `${opening} that is encrypted, but PullPass has no passphrase for it.`,
      'Register a key without a passphrase; it is kept in AWS Secrets Manager.',
    );
  try {
    return createPrivateKey({ key: pem, format: 'pem' });
  } catch {
    return refuse(`${opening} that holds no PEM private key.`, flatten);
  }
}
