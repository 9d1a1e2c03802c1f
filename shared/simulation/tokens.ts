import { createHmac, createSecretKey, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';

/** The service account that a token belongs to. */
export interface ServiceAccountSubject {
  namespace: string;
  name: string;
  uid: string;
  /** The secret that it is bound to: the token is invalid once that is gone. */
  secret?: { name: string; uid: string };
}

/** The claims of a token. Times are epoch seconds. */
export interface Claims {
  aud: string[];
  exp: number;
  iat: number;
  iss: string;
  jti: string;
  'kubernetes.io': {
    namespace: string;
    serviceaccount: { name: string; uid: string };
    secret?: { name: string; uid: string };
  };
  nbf: number;
  sub: string;
}

export const issuer = 'https://kubernetes.default.svc';

/**
 * Seconds of clock difference that the API server tolerates: a token is valid that much before its beginning and after
 * its end.
 * Source: https://github.com/go-jose/go-jose/blob/v4.1.0/jwt/validation.go (DefaultLeeway); the contract suite checks
 * it.
 */
const leeway = 60;

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs and verifies the tokens that TokenRequest issues. Uses HS256 instead of the server's RS256: it is faster. */
export class TokenSigner {
  /** As a KeyObject, with which an HMAC takes a sixth of the time. */
  readonly #key = createSecretKey(randomBytes(32));

  /** A JWT that expires `seconds` after `now`. */
  sign(subject: ServiceAccountSubject, audiences: readonly string[], now: Date, seconds: number): string {
    const issuedAt = Math.floor(now.getTime() / 1000);
    const { namespace, name, uid, secret } = subject;
    const claims: Claims = {
      aud: [...audiences],
      exp: issuedAt + seconds,
      iat: issuedAt,
      iss: issuer,
      jti: randomUUID(),
      'kubernetes.io': { namespace, ...(secret && { secret }), serviceaccount: { name, uid } },
      nbf: issuedAt,
      sub: `system:serviceaccount:${namespace}:${name}`,
    };
    return this.#signed(claims);
  }

  /** The token with other claims, as if this signer had made it. */
  resigned(token: string, change: Partial<Claims>): string {
    return this.#signed({ ...claimsOf(token), ...change });
  }

  /** The subject, if this signer made the token, it is valid now, and it is meant for this API. */
  verify(token: string, now: Date): { subject: ServiceAccountSubject; tokenId: string } | undefined {
    const [header = '', payload = '', signature = ''] = token.split('.');
    const given = Buffer.from(signature, 'base64url');
    const expected = this.#signature(`${header}.${payload}`);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    const claims = claimsOf(token);
    const seconds = now.getTime() / 1000;
    const isOver = claims.exp + leeway < seconds;
    const isEarly = Math.max(claims.nbf, claims.iat) - leeway > seconds;
    if (isOver || isEarly || !claims.aud.includes(issuer)) return undefined;
    const { namespace, secret, serviceaccount } = claims['kubernetes.io'];
    return { subject: { namespace, ...serviceaccount, ...(secret && { secret }) }, tokenId: claims.jti };
  }

  #signed(claims: Claims): string {
    const signed = `${base64url({ alg: 'HS256', kid: 'simulated' })}.${base64url(claims)}`;
    return `${signed}.${this.#signature(signed).toString('base64url')}`;
  }

  #signature(text: string): Buffer {
    return createHmac('sha256', this.#key).update(text).digest();
  }
}

const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Claims;
