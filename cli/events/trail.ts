import { iso } from '../../shared/iso.ts';
import type { Client, ClusterEvent } from '../api/client.ts';

/** An event and its cluster. */
export type Told = { cluster: string } & ClusterEvent;

/** One cluster's events, as they come. */
export interface Trail {
  /** The newest `limit` existing events, oldest first. */
  begin(limit: number): Promise<Told[]>;
  /** New events, each once, oldest first. */
  further(): Promise<Told[]>;
}

/**
 * Milliseconds to look back before the newest known event: an event's time is from before its write, which may be
 * retried, and a read may miss the last writes.
 */
const overlap = 5 * 60_000;

/** The most events on one page of the API. */
const mostOnPage = 500;

export function trailOf(client: Pick<Client, 'events'>, cluster: string): Trail {
  /** How many times each event since `since` was seen; the API gives events no id. */
  let seen = new Map<string, number>();
  let since = '';

  /** Newest first: all since a time, and at least `least` of them, however old. */
  async function read(
    least: number,
    from: (events: readonly ClusterEvent[]) => string,
  ): Promise<ClusterEvent[]> {
    const all: ClusterEvent[] = [];
    for (let cursor: string | undefined; ; ) {
      const limit = Math.min(Math.max(least - all.length, 100), mostOnPage);
      const page = await client.events(cluster, { limit, ...(cursor !== undefined && { cursor }) });
      all.push(...page.items);
      cursor = page.cursor;
      const oldest = all.at(-1)?.at ?? '';
      if (cursor === undefined || (all.length >= least && oldest < from(all))) return all;
    }
  }

  function remember(events: readonly ClusterEvent[]): void {
    since = events.length === 0 ? since : lookedBackTo(events);
    seen = counted(events.filter(({ at }) => at >= since));
  }

  const told = (events: readonly ClusterEvent[]): Told[] =>
    events.map((event) => ({ cluster, ...event })).reverse();

  return {
    async begin(limit) {
      const events = await read(limit, lookedBackTo);
      remember(events);
      return told(events.slice(0, limit));
    },
    async further() {
      const events = (await read(0, () => since)).filter(({ at }) => at >= since);
      const left = new Map(seen);
      // Among equal events, the oldest are those already seen.
      const unseen = events.toReversed().filter((event) => {
        const key = JSON.stringify(event);
        const count = left.get(key) ?? 0;
        left.set(key, count - 1);
        return count <= 0;
      });
      remember(events);
      return told(unseen.toReversed());
    },
  };
}

/** @param events newest first */
function lookedBackTo([newest]: readonly ClusterEvent[]): string {
  return newest === undefined ? '' : iso(Date.parse(newest.at) - overlap);
}

function counted(events: readonly ClusterEvent[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const event of events) {
    const key = JSON.stringify(event);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
