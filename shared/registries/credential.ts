/** What a registry accepts, and until when. */
export interface RegistryCredential {
  username: string;
  password: string;
  /** Epoch milliseconds, as AWS returned it: never assumed to be 12 hours. */
  expiresAt: number;
}

/** The auth entry of a docker config: base64 of user, colon, password. */
export function authEntry({ username, password }: RegistryCredential): string {
  return Buffer.from(`${username}:${password}`).toString('base64');
}
