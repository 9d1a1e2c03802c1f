import { faultFields } from '../../shared/observability/log.ts';
import type { Ask } from './ask.ts';
import { readView } from './read/readView.ts';
import { clockAt } from './render/clock.ts';
import type { Dress } from './render/dress.ts';
import { fleetPart, unreadableFleet } from './render/fleetPart.ts';
import type { World } from './world.ts';

/**
 * The fleet as a fragment of HTML. Where it cannot be read, the fragment says so, and the log why: an error page
 * of the console would tell a person less.
 *
 * @param offset of the zone in which times are told, `+02:00`; default: UTC
 */
export async function fleetFragment(
  ask: Ask,
  dress: Dress,
  { table, limits, log, now }: World,
  offset?: string,
): Promise<string> {
  const clock = clockAt(now(), offset);
  try {
    const view = await readView(table, ask, { now: clock.now, limits });
    return fleetPart(view, ask, dress, clock).text;
  } catch (error) {
    log.error('the fleet cannot be read', faultFields(error));
    return unreadableFleet(reason(error), dress, clock).text;
  }
}

/** A connection that is refused comes as an error without a message. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  return `${error.name}: ${error.message || code || 'no reason given'}`;
}
