import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import 'reflect-metadata/lite';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto as never);

/** How to make keys, in Web Crypto's terms. */
export const keyKinds = {
  'P-256': { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  'P-384': { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' },
  'P-521': { name: 'ECDSA', namedCurve: 'P-521', hash: 'SHA-512' },
  Ed25519: { name: 'Ed25519' },
  'RSA-1024': rsa(1024),
  'RSA-2048': rsa(2048),
  'RSA-512': rsa(512),
  /** Signs with SHA-1. */
  'RSA-2048 and SHA-1': { ...rsa(2048), hash: 'SHA-1' },
} as const;

function rsa(modulusLength: number) {
  const publicExponent = new Uint8Array([1, 0, 1]);
  return { name: 'RSASSA-PKCS1-v1_5', modulusLength, publicExponent, hash: 'SHA-256' };
}

export type KeyKind = keyof typeof keyKinds;

export interface CertificateOptions {
  name: string;
  /** The signer; absent: itself. */
  by?: Issued;
  key?: KeyKind;
  ca?: boolean;
  pathLength?: number;
  /** DNS names and IP addresses. Empty: no alternative names. */
  names?: readonly string[];
  /** OIDs. Empty: without the extension. */
  extendedKeyUsage?: readonly string[];
  /** Absent: what fits `ca`. null: without the extension. */
  keyUsage?: number | null;
  notBefore?: Date;
  notAfter?: Date;
  /** The DNS subtree to which a CA is restricted. */
  permitted?: string;
  /** An issuer key identifier that is not the issuer's. */
  strangeIssuerKeyId?: boolean;
  basicConstraints?: boolean;
  /** The certificate whose subject key identifier it has; absent: its own. */
  keyIdOf?: Issued;
}

export interface Issued {
  pem: string;
  /** PKCS#8 */
  keyPem: string;
  certificate: x509.X509Certificate;
  keys: CryptoKeyPair;
}

type CryptoKeyPair = webcrypto.CryptoKeyPair;

const serverAuth = x509.ExtendedKeyUsage.serverAuth;
export const clientAuth = x509.ExtendedKeyUsage.clientAuth;
export const anyUsage = '2.5.29.37.0';
export const { digitalSignature, keyCertSign } = x509.KeyUsageFlags;
const { cRLSign, keyEncipherment } = x509.KeyUsageFlags;

const day = 86_400_000;

/** Issues a certificate with everything requested, right or wrong. */
export async function issue(options: CertificateOptions): Promise<Issued> {
  const { by, ca = false, names = [], extendedKeyUsage = ca ? [] : [serverAuth] } = options;
  const keys = (await webcrypto.subtle.generateKey(keyKinds[options.key ?? 'P-256'] as never, true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair;
  const signer = by?.keys ?? keys;
  const usage =
    options.keyUsage === undefined
      ? ca
        ? keyCertSign | cRLSign | digitalSignature
        : digitalSignature | keyEncipherment
      : options.keyUsage;
  const extensions = [
    ...((options.basicConstraints ?? true)
      ? [new x509.BasicConstraintsExtension(ca, options.pathLength, true)]
      : []),
    ...(usage === null ? [] : [new x509.KeyUsagesExtension(usage, true)]),
    ...(extendedKeyUsage.length > 0 ? [new x509.ExtendedKeyUsageExtension([...extendedKeyUsage])] : []),
    ...(names.length > 0
      ? [
          new x509.SubjectAlternativeNameExtension(
            names.map((value) => ({
              type: isIP(value) ? ('ip' as const) : ('dns' as const),
              value: value.replace(/^dns:/, ''),
            })),
          ),
        ]
      : []),
    await x509.SubjectKeyIdentifierExtension.create((options.keyIdOf?.keys ?? keys).publicKey as never),
    await x509.AuthorityKeyIdentifierExtension.create(
      (options.strangeIssuerKeyId ? keys : signer).publicKey as never,
    ),
    ...(options.permitted === undefined ? [] : [permittedSubtree(options.permitted)]),
  ];
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: Buffer.from(webcrypto.getRandomValues(new Uint8Array(8)).with(0, 0x11)).toString('hex'),
    subject: `CN=${options.name}`,
    issuer: by === undefined ? `CN=${options.name}` : by.certificate.subject,
    notBefore: options.notBefore ?? new Date(Date.now() - day),
    notAfter: options.notAfter ?? new Date(Date.now() + 365 * day),
    signingAlgorithm: signingAlgorithm(signer),
    publicKey: keys.publicKey as never,
    signingKey: signer.privateKey as never,
    extensions,
  });
  const der = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    pem: `${certificate.toString('pem')}\n`,
    keyPem: `${x509.PemConverter.encode(der, 'PRIVATE KEY')}\n`,
    certificate,
    keys,
  };
}

function signingAlgorithm(signer: CryptoKeyPair): never {
  const algorithm = signer.privateKey.algorithm as { name: string; namedCurve?: string };
  const byCurve: Record<string, string> = { 'P-384': 'SHA-384', 'P-521': 'SHA-512' };
  return { hash: byCurve[algorithm.namedCurve ?? ''] ?? 'SHA-256', ...algorithm } as never;
}

/** NameConstraints ::= SEQUENCE { [0] SEQUENCE OF { [2] dNSName } } (RFC 5280, 4.2.1.10) */
function permittedSubtree(domain: string): x509.Extension {
  const tagged = (tag: number, content: Buffer) =>
    Buffer.concat([Buffer.from([tag, content.length]), content]);
  const subtree = tagged(0x30, tagged(0x82, Buffer.from(domain)));
  return new x509.Extension('2.5.29.30', true, tagged(0x30, tagged(0xa0, subtree)));
}
