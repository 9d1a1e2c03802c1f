import { generate } from 'selfsigned';

/** A certificate and its private key, both PEM (the key PKCS#8, P-256). */
export interface IssuedCertificate {
  certificate: string;
  key: string;
}

export interface CertificateRequest {
  commonName: string;
  /** `O` of the subject: a Kubernetes client certificate's group. */
  organization?: string;
  dnsNames?: readonly string[];
  addresses?: readonly string[];
  /** For a client (`clientAuth`) instead of a server (`serverAuth`). */
  client?: boolean;
  notBefore?: Date;
  notAfter?: Date;
}

/** A certificate authority that lives in memory, for API servers on this machine only. */
export interface Authority {
  /** The CA certificate, PEM. */
  certificate: string;
  issue(request: CertificateRequest): Promise<IssuedCertificate>;
}

const day = 24 * 60 * 60 * 1000;
const common = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;

/** Makes a new authority, valid from a day before `now` to ten years after it. */
export async function createAuthority(commonName: string, now: Date = new Date()): Promise<Authority> {
  const own = await generate([{ name: 'commonName', value: commonName }], {
    ...common,
    notBeforeDate: new Date(now.getTime() - day),
    notAfterDate: new Date(now.getTime() + 3650 * day),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, digitalSignature: true, critical: true },
    ],
  });
  const ca = { key: own.private, cert: own.cert };
  return { certificate: own.cert, issue: (request) => issue(ca, request, now) };
}

async function issue(
  ca: { key: string; cert: string },
  request: CertificateRequest,
  now: Date,
): Promise<IssuedCertificate> {
  const names = [
    ...(request.dnsNames ?? []).map((value) => ({ type: 2 as const, value })),
    ...(request.addresses ?? []).map((ip) => ({ type: 7 as const, ip })),
  ];
  const subject = [
    ...(request.organization ? [{ name: 'O', value: request.organization }] : []),
    { name: 'commonName', value: request.commonName },
  ];
  const issued = await generate(subject, {
    ...common,
    ca,
    notBeforeDate: request.notBefore ?? new Date(now.getTime() - day),
    notAfterDate: request.notAfter ?? new Date(now.getTime() + 365 * day),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
      { name: 'extKeyUsage', ...(request.client ? { clientAuth: true } : { serverAuth: true }) },
      ...(names.length > 0 ? [{ name: 'subjectAltName' as const, altNames: names }] : []),
    ],
  });
  return { certificate: issued.cert, key: issued.private };
}
