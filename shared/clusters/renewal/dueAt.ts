import type { KubeconfigReference } from '../record.ts';
import { slotOf } from '../schedule.ts';
import type { RenewalSettings } from './settings.ts';

/**
 * When a token is due for renewal, in epoch milliseconds: by the life that the API server granted, spread over the
 * fleet. Undefined if the record does not say how long the token lives.
 */
export function dueAt(
  name: string,
  { issuedAt, expiresAt }: Pick<KubeconfigReference, 'issuedAt' | 'expiresAt'>,
  { share, spread }: Pick<RenewalSettings, 'share' | 'spread'>,
): number | undefined {
  const [from, until] = [Date.parse(issuedAt ?? ''), Date.parse(expiresAt ?? '')];
  const at = from + (until - from) * (share + spread * slotOf(name));
  return Number.isNaN(at) ? undefined : Math.round(at);
}
