const longestName = 253;
const longOpaqueText = new RegExp(`[A-Za-z0-9+/=_~.-]{${longestName + 1},}`, 'g');
const longestMessage = 600;

/**
 * Makes text that a foreign server sent fit to be shown: it cannot carry back a credential that we sent,
 * nor any opaque run longer than a Kubernetes name, nor control characters, nor more than 600 characters.
 */
export function scrubber(secrets: readonly string[]): (text: string) => string {
  const worthHiding = secrets.filter((secret) => secret.length > 0);
  return (text) => {
    let shown = text;
    for (const secret of worthHiding) shown = shown.replaceAll(secret, '[credential]');
    shown = shown.replace(longOpaqueText, '[…]').replace(/\p{Cc}+/gu, ' ');
    return shown.length > longestMessage ? `${shown.slice(0, longestMessage)}…` : shown;
  };
}
