import { clockAt } from '../../shared/fleet/clock.ts';
import { levelLooks } from '../../shared/fleet/levels.ts';
import { verdict } from '../../shared/fleet/verdict.ts';
import { faultFields } from '../../shared/observability/log.ts';
import type { Ask } from './ask.ts';
import { readView } from './read/readView.ts';
import type { Dress } from './render/dress.ts';
import { fleetPart, unreadableFleet } from './render/fleetPart.ts';
import type { World } from './world.ts';

export interface Fragment {
  /** The verdict as plain text, not escaped: for the title of a page. */
  title: string;
  html: string;
}

/**
 * The fleet as a fragment of HTML. Where it cannot be read, the fragment says so, and the log why: an error page
 * of the console would tell a person less.
 *
 * @param offset of the zone in which times are told, `+02:00`; default: UTC
 */
export async function fleetFragment(
  ask: Ask,
  dress: Dress,
  { table, limits, log, now, place }: World,
  offset?: string,
): Promise<Fragment> {
  const clock = clockAt(now(), offset);
  try {
    const view = await readView(table, ask, { now: clock.now, limits });
    const judged = verdict(view, clock);
    return {
      title: titleOf(judged.level, judged.headline),
      html: fleetPart({ view, judged }, ask, { ...dress, place }, clock).text,
    };
  } catch (error) {
    log.error('the fleet cannot be read', { ...faultFields(error) });
    return {
      title: titleOf('unknown', 'the fleet cannot be read'),
      html: unreadableFleet(reason(error), { ...dress, place }, clock).text,
    };
  }
}

function titleOf(level: keyof typeof levelLooks, headline: string): string {
  const { sign, word } = levelLooks[level];
  return `${sign} ${word}: ${headline}`;
}

/** A connection that is refused comes as an error without a message. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  return `${error.name}: ${error.message || code || 'no reason given'}`;
}
