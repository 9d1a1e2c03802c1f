import { fieldManager } from '../../../shared/kubernetes/fieldManager.ts';
import type { Manifest } from '../../../shared/rbac/manifestsOf.ts';
import type { AdminAnswer } from '../../admin/adminApi.ts';
import { pathOf } from './paths.ts';
import { type Asking, refOf, type Seen } from './plan.ts';

/**
 * Server-side apply. For an object that was read: takes over what others own in it, if it is still the same object and
 * version (otherwise 409). For a new one: takes nothing from others who have made it meanwhile (409).
 * Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/
 */
export function write(
  api: Asking,
  manifest: Manifest,
  { seen, dryRun = false }: { seen?: Seen | undefined; dryRun?: boolean } = {},
): Promise<AdminAnswer> {
  const query = new URLSearchParams({
    fieldManager,
    ...(seen !== undefined && { force: 'true' }),
    ...(dryRun && { dryRun: 'All' }),
  });
  const body = {
    ...manifest,
    metadata: {
      ...manifest.metadata,
      ...(seen !== undefined && { uid: seen.uid, resourceVersion: seen.resourceVersion }),
    },
  };
  return api.ask('PATCH', `${pathOf(refOf(manifest))}?${query}`, body, 'application/apply-patch+yaml');
}

/** Deletes an object if it is still the one that was read. */
export function erase(api: Asking, seen: Seen, { dryRun = false } = {}): Promise<AdminAnswer> {
  return api.ask('DELETE', pathOf(seen), {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    preconditions: { uid: seen.uid },
    // With a body, the API server ignores options in the query.
    ...(dryRun && { dryRun: ['All'] }),
  });
}
