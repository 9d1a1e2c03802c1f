import { setTimeout as delay } from 'node:timers/promises';
import type { Screen } from '../../cli/terminal/screen.ts';
import { placeOfTrouble, playTrouble } from '../demo/trouble.ts';
import type { Service } from '../service/startService.ts';
import { type Registering, registerAll } from './registerAll.ts';

export interface Live extends Registering {
  service: Service;
  screen: Screen;
  /** Resolves whenever clusters may have changed. */
  activity: () => Promise<void>;
  signal: AbortSignal;
}

/** Clusters are read again at least this often, whatever happens. */
const rereadMs = 15_000;

/** Reads and shows the fleet again and again, until the signal aborts. */
export async function live(work: Live): Promise<void> {
  const { service, screen, api, demo, say, signal } = work;
  service.begin();
  const drawing = setInterval(() => screen.refresh(), 1000);
  try {
    const trouble = registerAll(work).then((refused) => {
      const place = placeOfTrouble(demo, refused);
      if (place === undefined) return;
      return playTrouble({ ...place, refresh: api.refresh, say, afterMs: 8_000, forMs: 150_000, signal });
    });
    await Promise.all([trouble, showUntilEnd(work)]);
  } finally {
    clearInterval(drawing);
  }
}

async function showUntilEnd({ api, screen, activity, signal }: Live): Promise<void> {
  while (!signal.aborted) {
    const changed = activity();
    try {
      screen.show(await api.list());
    } catch (error) {
      if (signal.aborted) return;
      screen.say(`Error: the clusters cannot be read: ${String(error)}`);
    }
    await Promise.race([changed, delay(rereadMs, undefined, { signal })]);
  }
}
