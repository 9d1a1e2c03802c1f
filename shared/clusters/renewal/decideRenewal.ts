import type { KubeconfigReference } from '../record.ts';
import { dueAt } from './dueAt.ts';
import type { RenewalSettings } from './settings.ts';

export interface RenewalInput {
  /** Whether the credential is to renew itself. */
  renew: boolean;
  kubeconfig: KubeconfigReference;
  /** Of the cluster: the fleet is spread by it. */
  name: string;
  /** Epoch milliseconds. */
  now: number;
  settings: RenewalSettings;
  /** Whether the API server refused the credential in use: then it is not waited for its time. */
  refused?: boolean;
}

/** `at`: epoch milliseconds when it comes due. */
export type RenewalVerdict =
  | { act: 'renew' | 'wait'; at: number; because: string }
  /** It is to renew itself, and never will: see whyNotRenewable. */
  | { act: 'cannot'; because: string }
  | { act: 'off'; because: string };

const minute = 60_000;

/**
 * Whether a credential is to be renewed now, and else when. By the life that the API server granted, and not by the one
 * that was asked for: one that is always shortened would be renewed again and again.
 */
export function decideRenewal(input: RenewalInput): RenewalVerdict {
  const { renew, kubeconfig, now, settings } = input;
  if (!renew) return { act: 'off', because: 'renewal is off' };
  const { issuedAt, expiresAt } = kubeconfig;
  const life = Date.parse(expiresAt ?? '') - Date.parse(issuedAt ?? '');
  if (!(life >= settings.shortest)) return { act: 'cannot', because: 'its life is too short' };
  const reasons = [inItsTime(input), afterVersion(input), afterTry(input, Date.parse(expiresAt ?? ''))];
  const last = reasons.reduce((latest, reason) => (reason.at > latest.at ? reason : latest));
  return { act: last.at <= now ? 'renew' : 'wait', ...last };
}

interface Reason {
  at: number;
  because: string;
}

function inItsTime({ name, kubeconfig, now, settings, refused = false }: RenewalInput): Reason {
  if (refused) return { at: now, because: 'it is refused' };
  return { at: dueAt(name, kubeconfig, settings) ?? 0, because: 'at its time' };
}

function afterVersion({ kubeconfig: { renewal }, settings: { between } }: RenewalInput): Reason {
  const at = renewal?.attempt === undefined ? 0 : Date.parse(renewal.attempt.at) + between;
  return { at, because: 'some time after the last new version' };
}

/**
 * After a try that came to nothing: a sixth of what is left, from a minute to an hour. What has ended is no longer
 * hurried for.
 */
function afterTry({ kubeconfig: { renewal } }: RenewalInput, expiresAt: number): Reason {
  if (renewal?.triedAt === undefined) return { at: 0, because: '' };
  const triedAt = Date.parse(renewal.triedAt);
  const left = expiresAt - triedAt;
  const pause = left <= 0 ? 60 * minute : Math.min(Math.max(minute, left / 6), 60 * minute);
  return { at: triedAt + pause, because: 'a while after the last try' };
}
