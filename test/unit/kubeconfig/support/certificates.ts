import { generate } from 'selfsigned';

/** A certificate and its private key, both PEM. */
export interface Pair {
  cert: string;
  key: string;
}

/** A self-signed certificate that is valid until `until`. */
export async function certificate(until: Date, passphrase?: string): Promise<Pair> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'pullpass' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date('2020-01-01T00:00:00Z'),
    notAfterDate: until,
    ...(passphrase !== undefined && { passphrase }),
  });
  return { cert, key };
}
