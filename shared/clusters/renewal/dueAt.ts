import type { KubeconfigReference } from '../record.ts';
import { slotOf } from '../schedule.ts';
import type { RenewalSettings } from './settings.ts';

/**
 * Epoch milliseconds: when a token is due to be replaced, by the life that the API server granted, and spread over the
 * fleet. Undefined if its record does not say how long it lives.
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
