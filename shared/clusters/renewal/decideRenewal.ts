import type { KubeconfigReference } from '../record.ts';
import { dueAt } from './dueAt.ts';
import type { RenewalSettings } from './settings.ts';

export interface RenewalInput {
  /** Whether the credential should renew itself. */
  renew: boolean;
  kubeconfig: KubeconfigReference;
  /** Name of the cluster: renewals are spread over the fleet by it. */
  name: string;
  /** Epoch milliseconds. */
  now: number;
  settings: RenewalSettings;
  /** Whether the API server refused the credential in use: then renew at once. */
  refused?: boolean;
}

/** `at`: when the renewal is due, in epoch milliseconds. */
export type RenewalVerdict =
  | { act: 'renew' | 'wait'; at: number; because: string }
  /** It should renew itself, but cannot: see whyNotRenewable. */
  | { act: 'cannot'; because: string }
  | { act: 'off'; because: string };

const minute = 60_000;

/**
 * Whether to renew a credential now; if not, when. Counts by the life that the API server granted, not the one
 * requested: a server that always shortens it would otherwise cause renewals all the time.
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
 * The pause after a failed attempt: a sixth of the remaining life, from a minute to an hour. An expired credential is
 * no longer urgent.
 */
function afterTry({ kubeconfig: { renewal } }: RenewalInput, expiresAt: number): Reason {
  if (renewal?.triedAt === undefined) return { at: 0, because: '' };
  const triedAt = Date.parse(renewal.triedAt);
  const left = expiresAt - triedAt;
  const pause = left <= 0 ? 60 * minute : Math.min(Math.max(minute, left / 6), 60 * minute);
  return { at: triedAt + pause, because: 'a while after the last try' };
}
