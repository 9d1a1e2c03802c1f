/** The secrets in a body for an API server: the values of a Secret, and the logins in them. */
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
 * A host, a URL, a name or a word, which targets write next to a password: hiding these would blank out what an admin
 * must read. A password that looks like one is recorded where it is obtained.
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
