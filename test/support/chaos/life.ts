import type { Mail } from './service/mailbox.ts';
import { minute, type World } from './world.ts';

/** Delivers everything in the mailbox, batch after batch, like an event source. */
export async function deliverAll(world: World): Promise<void> {
  for (let worker = 0; ; worker++) {
    const [first] = world.mailbox.mails;
    if (first === undefined) return;
    const batch = world.mailbox.mails.filter(({ queueUrl }: Mail) => queueUrl === first.queueUrl);
    const by = world.workers[worker % world.workers.length];
    if (by !== undefined) await world.deliver(batch, by);
  }
}

/** The service at work: a tick at each full minute at which something is due, and every message delivered. */
export async function live(world: World, until: number): Promise<void> {
  for (;;) {
    const at = await nextMoment(world);
    if (at === undefined || at > until) break;
    if (at > world.now) await world.pass(at - world.now);
    await world.tick();
    await collect(world);
    await deliverAll(world);
    await world.pass(minute - (world.now % minute));
  }
  if (until > world.now) await world.pass(until - world.now);
}

export const collect = (world: World) => world.mailbox.collect();

/** The next full minute at which a cluster is due. */
async function nextMoment(world: World): Promise<number | undefined> {
  if (world.mailbox.mails.length > 0) return world.now;
  const { records } = await world.look();
  const due = [...records.values()].flatMap(({ nextPushAt }) =>
    nextPushAt === undefined ? [] : [Date.parse(nextPushAt)],
  );
  if (due.length === 0) return undefined;
  return Math.max(world.now, Math.ceil(Math.min(...due) / minute) * minute);
}
