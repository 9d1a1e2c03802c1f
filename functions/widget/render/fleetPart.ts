import type { Clock } from '../../../shared/fleet/clock.ts';
import type { Verdict } from '../../../shared/fleet/verdict.ts';
import type { Ask } from '../ask.ts';
import type { FleetView } from '../view.ts';
import { clustersPart } from './clustersPart.ts';
import type { Dress, Links } from './dress.ts';
import { framed } from './frame.ts';
import { html, type Markup } from './html.ts';
import { phasesPart } from './phasesPart.ts';
import { remedyText } from './remedyText.ts';
import { troublePart } from './troublePart.ts';
import { unreadablePart, verdictPart } from './verdictPart.ts';

/** What is shown, and the verdict on it. */
export interface JudgedView {
  view: FleetView;
  judged: Verdict;
}

const title = html`PullPass fleet`;

/** The whole fleet as an HTML fragment: the verdict first, then more and more detail. */
export function fleetPart({ view, judged }: JudgedView, ask: Ask, dress: Dress, clock: Clock): Markup {
  if (judged.level === 'empty')
    return framed(title, verdictPart(judged, firstSteps(dress.links)), dress, clock);
  const { links } = dress;
  const parts = [
    verdictPart(judged),
    phasesPart(view, ask, links),
    troublePart(view, ask, links, clock),
    clustersPart(view, ask, links, clock),
  ];
  return framed(title, html`${parts}`, dress, clock);
}

/** Shown if the fleet cannot be read. */
export function unreadableFleet(why: string, dress: Dress, clock: Clock): Markup {
  return framed(title, unreadablePart(why), dress, clock);
}

const firstSteps = (links: Links) =>
  html`<p>${remedyText('Register the first with `pullpass bootstrap`: it makes the permissions and the credential in the cluster, and registers it. docs/bootstrap.md shows how.', 600, links)}</p>`;
