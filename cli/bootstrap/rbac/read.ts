import type { AdminAnswer } from '../../admin/adminApi.ts';
import { unexpected } from './answers.ts';
import { type Found, foundIn } from './objects.ts';
import { pathOf } from './paths.ts';
import { type Asking, type Ref, shownRef } from './plan.ts';

/**
 * Reads an object. Without `found`, the answer is 404, or 403 if this admin may not look at it. Rejects with a
 * CommandError for any other answer.
 */
export async function read(
  api: Asking,
  ref: Ref,
): Promise<{ found?: Found | undefined; answer: AdminAnswer }> {
  const answer = await api.ask('GET', pathOf(ref));
  const found = answer.status === 200 ? foundIn(answer.body, ref) : undefined;
  if (found === undefined && answer.status !== 403 && answer.status !== 404)
    throw unexpected(`read ${shownRef(ref)}`, answer);
  return { found, answer };
}
