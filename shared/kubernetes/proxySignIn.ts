/** The header that signs in to a proxy, with the user and password in its URL (RFC 7617). */
export function proxySignIn(proxy: URL): Record<string, string> {
  const pair = pairOf(proxy);
  return pair === undefined ? {} : { 'Proxy-Authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** The password in each form in which it is sent or stored. */
export function proxySecrets(proxy: URL): string[] {
  const pair = pairOf(proxy);
  if (pair === undefined) return [];
  return [Buffer.from(pair).toString('base64'), proxy.password, decodeURIComponent(proxy.password)].filter(
    (secret) => secret !== '',
  );
}

function pairOf({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  return `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
}
