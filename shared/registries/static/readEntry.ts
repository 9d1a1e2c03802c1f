import * as z from 'zod/mini';
import { splitAuth } from '../credential.ts';

export interface User {
  username: string;
  password: string;
}

export const plainUser = z.object({ username: z.string(), password: z.string() });

const encoded = z.object({ auth: z.string().check(z.minLength(1)) });
const withToken = z.object({ identitytoken: z.string().check(z.minLength(1)) });

/** The user of one docker config entry, or what is wrong with the entry. Quotes nothing of it. */
export function readEntry(entry: unknown): User | { wrong: string } {
  const { auth } = encoded.safeParse(entry).data ?? {};
  const user = auth === undefined ? plainUser.safeParse(entry).data : decoded(auth);
  if (user !== undefined && !('wrong' in user) && user.username !== '' && user.password !== '') return user;
  if (withToken.safeParse(entry).success)
    return { wrong: 'has an "identitytoken" in place of a password, which nodes cannot pull with' };
  if (user === undefined) return { wrong: 'is without user and password' };
  return 'wrong' in user ? user : { wrong: 'has an empty user or password' };
}

function decoded(auth: string): User | { wrong: string } {
  const text = auth.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return { wrong: 'has an "auth" that is not base64' };
  const bytes = Buffer.from(text, 'base64');
  const plain = bytes.toString('utf8');
  if (!Buffer.from(plain, 'utf8').equals(bytes) || plain.includes('\0'))
    return { wrong: 'has an "auth" that is not base64 of text in UTF-8' };
  if (!plain.includes(':')) return { wrong: 'has an "auth" that is not base64 of user, colon and password' };
  const [username, password] = splitAuth(plain);
  return { username, password };
}
