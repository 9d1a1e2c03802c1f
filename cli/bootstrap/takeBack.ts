import type { AdminApi } from '../admin/adminApi.ts';
import type { Client } from '../api/client.ts';
import { asCommandError, type Prepared } from './prepare.ts';
import { takeBackRbac, takesBack } from './rbac/takeBackRbac.ts';
import type { Trail } from './trail.ts';

/**
 * Takes RBAC back that is no longer needed, if PullPass has removed what it wrote where targets left: it does so with
 * these rights. Gives why not, where it has not.
 */
export async function takeBack(
  { name, plan }: Prepared,
  { client, api, trail }: { client: Pick<Client, 'get'>; api: AdminApi; trail: Trail },
): Promise<string | undefined> {
  if (!takesBack(plan)) return undefined;
  const { removing } = (await client.get(name)).status;
  if (removing !== undefined)
    return `PullPass still has to remove what it wrote where targets left. It keeps its rights there until then: run this again when pullpass get ${name} shows nothing to be removed.`;
  await trail.step(() => asCommandError(() => takeBackRbac(api, plan, trail.note)));
  return undefined;
}
