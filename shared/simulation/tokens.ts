import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';

/** Whom a service account token speaks for. */
export interface ServiceAccountSubject {
  namespace: string;
  name: string;
  uid: string;
}

interface Claims {
  aud: string[];
  exp: number;
  iat: number;
  iss: string;
  jti: string;
  'kubernetes.io': { namespace: string; serviceaccount: { name: string; uid: string } };
  nbf: number;
  sub: string;
}

export const issuer = 'https://kubernetes.default.svc';

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs and reads the tokens that TokenRequest gives. HS256 in place of the server's RS256: it is quicker. */
export class TokenSigner {
  readonly #key = randomBytes(32);

  /** A JWT that expires `seconds` after `now`. */
  sign(subject: ServiceAccountSubject, audiences: readonly string[], now: Date, seconds: number): string {
    const issuedAt = Math.floor(now.getTime() / 1000);
    const { namespace, name, uid } = subject;
    const claims: Claims = {
      aud: [...audiences],
      exp: issuedAt + seconds,
      iat: issuedAt,
      iss: issuer,
      jti: randomUUID(),
      'kubernetes.io': { namespace, serviceaccount: { name, uid } },
      nbf: issuedAt,
      sub: `system:serviceaccount:${namespace}:${name}`,
    };
    const signed = `${base64url({ alg: 'HS256', kid: 'simulated' })}.${base64url(claims)}`;
    return `${signed}.${this.#signature(signed).toString('base64url')}`;
  }

  /** The subject, when this signer made the token, it has not expired, and it is meant for this API. */
  verify(token: string, now: Date): { subject: ServiceAccountSubject; tokenId: string } | undefined {
    const [header = '', payload = '', signature = ''] = token.split('.');
    const given = Buffer.from(signature, 'base64url');
    const expected = this.#signature(`${header}.${payload}`);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims;
    if (claims.exp * 1000 <= now.getTime() || !claims.aud.includes(issuer)) return undefined;
    const { namespace, serviceaccount } = claims['kubernetes.io'];
    return { subject: { namespace, ...serviceaccount }, tokenId: claims.jti };
  }

  #signature(text: string): Buffer {
    return createHmac('sha256', this.#key).update(text).digest();
  }
}
