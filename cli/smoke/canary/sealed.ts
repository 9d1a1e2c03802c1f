import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** What a Lambda may know of a token in order to recognise it. */
export function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Nonce and tag of AES-256-GCM, in bytes. */
const [nonceLength, tagLength] = [12, 16];

/**
 * Encrypts a text so that only the token's bearer can read it; base64. The canary receives real registry credentials:
 * they are in its table for minutes, and anybody who may read that table must not get them.
 */
export function seal(text: string, token: string): string {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', keyOf(token), nonce);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
}

/** Throws if it was sealed with another token, or changed. */
export function unseal(sealed: string, token: string): string {
  const bytes = Buffer.from(sealed, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', keyOf(token), bytes.subarray(0, nonceLength));
  decipher.setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength));
  const text = Buffer.concat([decipher.update(bytes.subarray(nonceLength + tagLength)), decipher.final()]);
  return text.toString('utf8');
}

function keyOf(token: string): Buffer {
  return Buffer.from(hkdfSync('sha256', token, '', 'pullpass canary', 32));
}
