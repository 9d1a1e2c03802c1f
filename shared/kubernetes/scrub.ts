const longestName = 253;
const longOpaqueText = new RegExp(`[A-Za-z0-9+/=_~.-]{${longestName + 1},}`, 'g');
const longestMessage = 600;

/**
 * Makes text from a foreign server safe to show: no credential that we sent, no opaque run longer than a Kubernetes
 * name, no control characters, and at most 600 characters.
 */
export function scrubber(hide: (text: string) => string): (text: string) => string {
  return (text) => {
    const shown = hide(text)
      .replace(longOpaqueText, '[…]')
      .replace(/\p{Cc}+/gu, ' ');
    return shown.length > longestMessage ? `${shown.slice(0, longestMessage)}…` : shown;
  };
}
