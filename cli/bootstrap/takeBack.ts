import { poll } from '../poll.ts';
import type { Watching } from '../program/io.ts';
import type { Admin } from './asAdmin.ts';
import { asCommandError } from './asCommandError.ts';
import type { Prepared } from './prepare.ts';
import { takeBackRbac, takesBack } from './rbac/takeBackRbac.ts';

/** Seconds that PullPass gets to remove what it wrote for removed targets. */
const patience = 60;

/**
 * Removes RBAC that is no longer needed, once PullPass has removed what it wrote for removed targets, which takes these
 * rights. Returns why not, if it did not.
 */
export async function takeBack(
  { name, plan }: Prepared,
  { client, api, trail }: Pick<Admin, 'client' | 'api' | 'trail'>,
  watching: Watching,
  /** Whether a push was waited for that removes it, too. */
  wait: boolean,
): Promise<string | undefined> {
  if (!takesBack(plan)) return undefined;
  const isGone = async () => (await client.get(name)).status.removing === undefined;
  if (!(await trail.step(() => poll(wait ? patience : 0, watching, isGone))))
    return `PullPass still has to remove what it wrote where targets left. It keeps its rights there until then: run this again when pullpass get ${name} shows nothing to be removed.`;
  await trail.step(() => asCommandError(() => takeBackRbac(api, plan, trail.note)));
  return undefined;
}
