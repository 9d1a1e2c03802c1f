/** What a body that goes to an API server holds of secrets: of a Secret, its values and the logins in them. */
export function secretsIn(body: string): readonly string[] {
  if (!body.includes('"kind":"Secret"')) return [];
  const { data } = (parsed(body) ?? {}) as { data?: unknown };
  return Object.values(data ?? {})
    .filter((value) => typeof value === 'string')
    .map((value) => Buffer.from(value, 'base64').toString())
    .flatMap((value) => loginsIn(value) ?? (isPublic(value) ? [] : [value]));
}

/** The credentials in a docker config; undefined for anything else. */
function loginsIn(text: string): string[] | undefined {
  const { auths } = (parsed(text) ?? {}) as { auths?: unknown };
  if (typeof auths !== 'object' || auths === null) return undefined;
  return Object.values(auths).flatMap((entry: unknown) => {
    const { auth, password, identitytoken, registrytoken } = (entry ?? {}) as Record<string, unknown>;
    const [, ofAuth] = /^[^:]*:(.*)$/s.exec(Buffer.from(String(auth ?? ''), 'base64').toString()) ?? [];
    return [auth, password, identitytoken, registrytoken, ofAuth].filter(
      (value) => typeof value === 'string' && value !== '',
    ) as string[];
  });
}

/**
 * A host, a URL, a name or a word, as targets write beside a password: hiding them would blank what an admin must read.
 * A password that looks like one is known from where it was minted.
 */
function isPublic(value: string): boolean {
  return (
    value.length < 4 ||
    /^(https?|oci):\/\/[^\s@]+$/.test(value) ||
    /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?(\/[\w./-]*)?$/i.test(value)
  );
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
