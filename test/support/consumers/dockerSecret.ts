/** A secret as a consumer reads it from the API: values in base64. */
export interface StoredSecret {
  metadata: { name: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  type: string;
  data?: Record<string, string>;
}

/** A secret's entries for registries, by host. */
export type Auths = Record<string, { auth?: string }>;

/**
 * The entries of a secret of either docker type; undefined for any other type.
 * Source: https://kubernetes.io/docs/concepts/configuration/secret/#docker-config-secrets
 */
export function authsIn({ type, data = {} }: StoredSecret): Auths | undefined {
  const parsed = (key: string) => JSON.parse(Buffer.from(data[key] ?? '', 'base64').toString());
  if (type === 'kubernetes.io/dockercfg') return parsed('.dockercfg');
  if (type === 'kubernetes.io/dockerconfigjson') return parsed('.dockerconfigjson').auths;
  return undefined;
}

/** A docker config with these entries, as text. */
export function dockerConfigOf(auths: Auths): string {
  return JSON.stringify({ auths });
}

/** What `docker login` writes. */
export function loggedIn(host: string, username: string, password: string): string {
  return dockerConfigOf({ [host]: { auth: Buffer.from(`${username}:${password}`).toString('base64') } });
}
