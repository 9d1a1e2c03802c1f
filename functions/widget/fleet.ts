import { type Clock, clockAt } from '../../shared/fleet/clock.ts';
import { levelLooks, phaseLooks } from '../../shared/fleet/levels.ts';
import { verdict } from '../../shared/fleet/verdict.ts';
import { faultFields } from '../../shared/observability/log.ts';
import type { Ask } from './ask.ts';
import { readClusterView } from './read/readClusterView.ts';
import { readView } from './read/readView.ts';
import { clusterPart } from './render/clusterPart.ts';
import type { Dress } from './render/dress.ts';
import { fleetPart, unreadableFleet } from './render/fleetPart.ts';
import type { World } from './world.ts';

export interface Fragment {
  /** What a person reads first, as plain text, unescaped: for the title of a page. */
  title: string;
  html: string;
}

/**
 * The fleet, or one cluster of it, as an HTML fragment. If it cannot be read, the fragment says so and the log says
 * why: the console's error page would say less.
 *
 * @param offset of the time zone for times: `+02:00`; default: UTC
 */
export async function fleetFragment(
  ask: Ask,
  dress: Dress,
  world: World,
  offset?: string,
): Promise<Fragment> {
  const { log, now, place } = world;
  const clock = clockAt(now(), offset);
  const show = ask.cluster === undefined ? theFleet : theCluster;
  try {
    return await show(ask, { ...dress, place }, world, clock);
  } catch (error) {
    log.error('the fleet cannot be read', { ...faultFields(error) });
    return {
      title: titleOf(levelLooks.unknown, 'the fleet cannot be read'),
      html: unreadableFleet(reason(error), { ...dress, place }, clock).text,
    };
  }
}

async function theFleet(ask: Ask, dress: Dress, { table, limits }: World, clock: Clock): Promise<Fragment> {
  const view = await readView(table, ask, { now: clock.now, limits });
  const judged = verdict(view, clock);
  return {
    title: titleOf(levelLooks[judged.level], judged.headline),
    html: fleetPart({ view, judged }, ask, dress, clock).text,
  };
}

async function theCluster(
  ask: Ask,
  dress: Dress,
  { table, limits, renewal }: World,
  clock: Clock,
): Promise<Fragment> {
  const { cluster = '' } = ask;
  const view = await readClusterView(table, cluster, { now: clock.now, renewal });
  const phase = view.registered?.row.phase;
  return {
    title: phase === undefined ? cluster : titleOf({ sign: phaseLooks[phase].sign, word: phase }, cluster),
    html: clusterPart(view, limits, ask, dress, clock).text,
  };
}

function titleOf({ sign, word }: { sign: string; word: string }, words: string): string {
  return `${sign} ${word}: ${words}`;
}

/** A refused connection is an error without a message. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  return `${error.name}: ${error.message || code || 'no reason given'}`;
}
