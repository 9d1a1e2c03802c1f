import type { Clock } from '../../../shared/fleet/clock.ts';
import type { Verdict } from '../../../shared/fleet/verdict.ts';
import type { Ask } from '../ask.ts';
import type { FleetView } from '../view.ts';
import { clustersPart } from './clustersPart.ts';
import type { Dress } from './dress.ts';
import { html, type Markup } from './html.ts';
import { phasesPart } from './phasesPart.ts';
import { styleOf } from './style.ts';
import { troublePart } from './troublePart.ts';
import { unreadablePart, verdictPart } from './verdictPart.ts';

/** What is shown, and of it. */
export interface JudgedView {
  view: FleetView;
  judged: Verdict;
}

/** The whole fleet as a fragment of HTML: the verdict first, then ever more detail. */
export function fleetPart(
  { view, judged }: JudgedView,
  ask: Ask,
  { links, theme, place }: Dress,
  clock: Clock,
): Markup {
  if (judged.level === 'empty') return dressed(theme, verdictPart(judged, firstSteps));
  const parts = [
    verdictPart(judged),
    phasesPart(view, ask, links),
    troublePart(view, clock),
    clustersPart(view, ask, links, clock),
    foot(clock, place),
  ];
  return dressed(theme, html`${parts}`);
}

/** What stands there where the fleet cannot be read. */
export function unreadableFleet(why: string, { theme, place }: Dress, clock: Clock): Markup {
  return dressed(theme, html`${unreadablePart(why)}${foot(clock, place)}`);
}

const firstSteps = html`<p>Register the first with POST /clusters: its kubeconfig, a registry, and the namespaces to serve. docs/api.md has a request to copy; docs/kubeconfig.md tells how to make the kubeconfig.</p>`;

/** A page that was left open must not look like now. */
function foot(clock: Clock, place?: string): Markup {
  return html`<p class="pp-foot pp-small pp-quiet">PullPass${place !== undefined && html`, <bdi>${place}</bdi>`}. As of ${clock.at(new Date(clock.now).toISOString())}. The dashed mark in each bar is where a token begins to be at risk.</p>`;
}

/** The class turns off the console's own styles, which know nothing of our contrast. */
function dressed(theme: Dress['theme'], content: Markup): Markup {
  return html`${styleOf(theme)}<div class="pp cwdb-no-default-styles">${content}</div>`;
}
