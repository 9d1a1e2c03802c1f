import { randomBytes } from 'node:crypto';

/** Whose token it is. Real tokens contain this too, encrypted. */
export interface TokenIdentity {
  account: string;
  /** ARN of the assumed role; absent for the local caller's own. */
  role?: string | undefined;
  session?: string | undefined;
  region: string;
  /** 1 for the first token issued, 2 for the next, and so on. */
  serial: number;
  /** Epoch milliseconds. */
  mintedAt: number;
}

/** ECR's passwords were seen to have 2.3 to 2.7 kB. */
const passwordBytes = 2400;

/** A unique password with a real one's size and form: base64 of JSON with an opaque payload. */
export function mintPassword(identity: TokenIdentity, expiresAt: Date): string {
  const token = {
    payload: '',
    datakey: randomBytes(138).toString('base64'),
    version: '2',
    type: 'DATA_KEY',
    expiration: Math.floor(expiresAt.getTime() / 1000),
    minted: identity,
  };
  const room = (passwordBytes / 4) * 3 - JSON.stringify(token).length;
  const payload = randomBytes(room).toString('base64').slice(0, room);
  return Buffer.from(JSON.stringify({ ...token, payload })).toString('base64');
}

/**
 * Reads whose password it is.
 *
 * @throws Error if the password was not made here
 */
export function readPassword(password: string): TokenIdentity & { expiresAt: Date } {
  try {
    const { minted, expiration } = JSON.parse(Buffer.from(password, 'base64').toString('utf8'));
    if (typeof minted.serial === 'number') return { ...minted, expiresAt: new Date(expiration * 1000) };
  } catch {
    // Thrown below, without the password.
  }
  throw new Error(`This password of ${password.length} characters was not minted by the local ECR.`);
}
