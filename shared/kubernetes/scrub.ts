const longestName = 253;
const longOpaqueText = new RegExp(`[A-Za-z0-9+/=_~.-]{${longestName + 1},}`, 'g');
const longestMessage = 600;

/**
 * Makes text that a foreign server sent fit to be shown: it cannot carry back a credential that we sent,
 * nor any opaque run longer than a Kubernetes name, nor control characters, nor more than 600 characters.
 */
export function scrubber(hide: (text: string) => string): (text: string) => string {
  return (text) => {
    const shown = hide(text)
      .replace(longOpaqueText, '[…]')
      .replace(/\p{Cc}+/gu, ' ');
    return shown.length > longestMessage ? `${shown.slice(0, longestMessage)}…` : shown;
  };
}
