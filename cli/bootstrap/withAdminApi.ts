import { type AdminApi, adminApi } from '../admin/adminApi.ts';
import type { AdminContext } from '../admin/loadContext.ts';
import { asCommandError } from './asCommandError.ts';

/** Signs in by an admin's context for as long as the work takes. Rejects with a CommandError if it cannot sign in. */
export async function withAdminApi<T>(
  context: AdminContext,
  signal: AbortSignal,
  work: (api: AdminApi) => Promise<T>,
): Promise<T> {
  const api = await asCommandError(() => adminApi(context, signal));
  try {
    return await work(api);
  } finally {
    api.close();
  }
}
