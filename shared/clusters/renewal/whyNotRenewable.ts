import { tokenExpiry, tokenIssue, tokenSubject } from '../../kubeconfig/expiry.ts';
import type { Kubeconfig } from '../../kubeconfig/kubeconfig.ts';
import { serviceAccountIn } from '../../rbac/serviceAccountIn.ts';
import type { RenewalSettings } from './settings.ts';

/** What a credential must be to renew itself. */
export const renewable = ({ shortest }: Pick<RenewalSettings, 'shortest'>): string =>
  `a token of a service account that ends, granted for ${inMinutes(shortest)} or more`;

/** What a credential that cannot renew itself is, such as "a client certificate". Undefined if it can. */
export function whyNotRenewable(
  { credential }: Pick<Kubeconfig, 'credential'>,
  { shortest }: Pick<RenewalSettings, 'shortest'>,
): string | undefined {
  if (!('token' in credential)) return 'a client certificate';
  const { token } = credential;
  const subject = tokenSubject(token);
  if (subject === undefined) return 'a token that does not say whose it is';
  if (serviceAccountIn(subject) === undefined) return 'a token of a user who is not a service account';
  const [from, until] = [tokenIssue(token), tokenExpiry(token)];
  if (until === undefined) return 'a token that does not expire';
  if (from === undefined) return 'a token that does not say when it was made';
  const life = until.getTime() - from.getTime();
  return life < shortest ? `a token granted for ${inMinutes(life)}` : undefined;
}

function inMinutes(milliseconds: number): string {
  const whole = Math.max(0, Math.floor(milliseconds / 60_000));
  return `${whole} ${whole === 1 ? 'minute' : 'minutes'}`;
}
