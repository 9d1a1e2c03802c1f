import { X509Certificate } from 'node:crypto';

/**
 * When a bearer token expires: the `exp` claim of a JWT (RFC 7519: seconds since the epoch). Not verified: only the API
 * server can do that. Undefined for opaque tokens, and for claims that are not a date.
 */
export function tokenExpiry(token: string): Date | undefined {
  return dateIn(token, 'exp');
}

/** When a bearer token was issued: the `iat` claim of a JWT. Not verified. */
export function tokenIssue(token: string): Date | undefined {
  return dateIn(token, 'iat');
}

/** Whose token a bearer token is: the `sub` claim of a JWT. Not verified. */
export function tokenSubject(token: string): string | undefined {
  const subject = claimsOf(token)?.sub;
  return typeof subject === 'string' ? subject : undefined;
}

function dateIn(token: string, claim: 'exp' | 'iat'): Date | undefined {
  const seconds = claimsOf(token)?.[claim];
  return typeof seconds === 'number' ? validDate(seconds * 1000) : undefined;
}

function claimsOf(token: string): Partial<Record<'exp' | 'iat' | 'sub', unknown>> | undefined {
  const [, payload, signature, ...rest] = token.split('.');
  if (payload === undefined || signature === undefined || rest.length > 0) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null ? claims : undefined;
  } catch {
    return undefined;
  }
}

/** The `notAfter` of the first certificate in the PEM text. On other text, throws what node:crypto throws. */
export function certificateExpiry(pem: string): Date | undefined {
  return validDate(new X509Certificate(pem).validToDate.getTime());
}

/**
 * ISO 8601 writes years up to 9999 with four digits. Later times would sort before all others, as if they had passed.
 */
const lastSortable = Date.parse('9999-12-31T23:59:59.999Z');

function validDate(milliseconds: number): Date | undefined {
  const date = new Date(milliseconds);
  return date.getTime() <= lastSortable ? date : undefined;
}
