import {
  anyUsage,
  type CertificateOptions,
  clientAuth,
  digitalSignature,
  type Issued,
  issue,
  keyCertSign,
} from './issue.ts';

/** What a server shows, and the CA that an admin would put into the kubeconfig for it. */
export interface Chain {
  leaf: Issued;
  /** Sent after the leaf. */
  sent: readonly Issued[];
  root: Issued;
  /** The one that signed the leaf. */
  issuer: Issued;
}

/** All names of the servers here. */
const names = [
  'localhost',
  'api.example.com',
  'proxy.example.com',
  'xn--bcher-kva.example',
  'under_score.example.com',
  '127.0.0.1',
  '0.0.0.0',
  '10.0.0.1',
  'fd12::1',
];

const past = new Date('2020-01-01T00:00:00Z');
const future = new Date('2090-01-01T00:00:00Z');

const leaf = (by: Issued, over: Partial<CertificateOptions> = {}) =>
  issue({ name: 'kube-apiserver', names, by, ...over });

/** A leaf that the root signed itself. */
const direct =
  (over: Partial<CertificateOptions> = {}, ofRoot: Partial<CertificateOptions> = {}) =>
  async (): Promise<Chain> => {
    const root = await issue({ name: 'cluster CA', ca: true, ...ofRoot });
    return { leaf: await leaf(root, over), sent: [], root, issuer: root };
  };

/** A leaf under an intermediate. */
const below =
  (ofIntermediate: Partial<CertificateOptions> = {}, ofRoot: Partial<CertificateOptions> = {}, send = true) =>
  async (): Promise<Chain> => {
    const root = await issue({ name: 'cluster CA', ca: true, ...ofRoot });
    const issuer = await issue({ name: 'intermediate CA', ca: true, by: root, ...ofIntermediate });
    return { leaf: await leaf(issuer), sent: send ? [issuer] : [], root, issuer };
  };

const alone = (over: Partial<CertificateOptions>) => async (): Promise<Chain> => {
  const own = await issue({ name: 'kube-apiserver', names, ...over });
  return { leaf: own, sent: [], root: own, issuer: own };
};

export const chains = {
  good: direct(),
  'below an intermediate': below(),
  'an intermediate that is not sent': below({}, {}, false),
  'signed by itself': alone({}),
  'signed by itself as a CA': alone({ ca: true, extendedKeyUsage: [] }),
  expired: direct({ notBefore: past, notAfter: new Date('2021-01-01') }),
  'not valid yet': direct({ notBefore: future, notAfter: new Date('2091-01-01') }),
  'an expired intermediate': below({ notBefore: past, notAfter: new Date('2021-01-01') }),
  'an expired CA': direct({}, { notBefore: past, notAfter: new Date('2021-01-01') }),
  'for another name': direct({ names: ['other.example.com', '192.0.2.1'] }),
  'a common name only': direct({ name: 'api.example.com', names: [] }),
  'an address as a common name only': direct({ name: '127.0.0.1', names: [] }),
  'an address as a DNS name': direct({ names: ['dns:127.0.0.1'] }),
  'a wildcard': direct({ names: ['*.example.com', '127.0.0.1'] }),
  'a wildcard for a part of a label': direct({ names: ['a*.example.com'] }),
  'a wildcard for two labels': direct({ names: ['*.com'] }),
  'a wildcard in the second label': direct({ names: ['api.*.com'] }),
  'a bare wildcard': direct({ names: ['*'] }),
  'a name in capitals': direct({ names: ['API.Example.COM', 'LOCALHOST'] }),
  'a name with a closing dot': direct({ names: ['api.example.com.', 'localhost.'] }),
  'for clients only': direct({ extendedKeyUsage: [clientAuth] }),
  'for any use': direct({ extendedKeyUsage: [anyUsage] }),
  'for no use named': direct({ extendedKeyUsage: [] }),
  'no key usage': direct({ keyUsage: null }),
  'a key usage of CAs only': direct({ keyUsage: keyCertSign }),
  'no basic constraints': direct({ basicConstraints: false }),
  'below a path that is too long': below({}, { pathLength: 0 }),
  'below a certificate that is not a CA': below({ ca: false }),
  'below a CA without basic constraints': direct({}, { basicConstraints: false }),
  'below a CA that may not sign': direct({}, { keyUsage: digitalSignature }),
  'below a CA without key usage': direct({}, { keyUsage: null }),
  'below a CA for clients': direct({}, { extendedKeyUsage: [clientAuth] }),
  'below an intermediate for clients': below({ extendedKeyUsage: [clientAuth] }),
  'below a CA for other names': direct({}, { permitted: 'example.org' }),
  'below a CA for its names': direct({ names: ['api.example.com'] }, { permitted: 'example.com' }),
  'an RSA key of 2048 bits': direct({ key: 'RSA-2048' }, { key: 'RSA-2048' }),
  'an RSA key of 1024 bits': direct({ key: 'RSA-1024' }),
  'below a CA with an RSA key of 1024 bits': direct({}, { key: 'RSA-1024' }),
  'below a CA with an RSA key of 512 bits': direct({}, { key: 'RSA-512' }),
  'a signature with SHA-1': direct({}, { key: 'RSA-2048 and SHA-1' }),
  'an Ed25519 key': direct({ key: 'Ed25519' }, { key: 'Ed25519' }),
  'a P-384 key': direct({ key: 'P-384' }, { key: 'P-384' }),
  'a P-521 key': direct({ key: 'P-521' }, { key: 'P-521' }),
  'a key identifier that is not the CA’s': direct({ strangeIssuerKeyId: true }),
} satisfies Record<string, () => Promise<Chain>>;

export type ChainKind = keyof typeof chains;
