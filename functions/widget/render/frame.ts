import type { Clock } from '../../../shared/fleet/clock.ts';
import { iso } from '../../../shared/iso.ts';
import type { Dress } from './dress.ts';
import { html, type Markup } from './html.ts';
import { styleOf } from './style.ts';

/**
 * The frame of every page: the deployment, and the time, so that a page left open does not look current. The class
 * turns off the console's styles, which would break our contrasts.
 */
export function framed(title: Markup, content: Markup, { theme, place }: Dress, clock: Clock): Markup {
  const where = place !== undefined && html`<bdi>${place}</bdi> · `;
  return html`${styleOf(theme)}<div class="pp cwdb-no-default-styles"><div class="pp-head"><h1>${title}</h1><p class="pp-quiet">${where}as of ${clock.at(iso(clock.now))}</p></div>${content}</div>`;
}
