import type { Check } from '../../../shared/api/schemas.ts';
import { Failure } from '../../../shared/failure.ts';
import { iso } from '../../../shared/iso.ts';
import { hidingIn } from '../../../shared/redaction/hidingIn.ts';
import { type AdminAnswer, type AdminApi, adminApi } from '../../admin/adminApi.ts';
import type { AdminContext } from '../../admin/loadContext.ts';
import { whoAmI } from '../../admin/whoAmI.ts';
import type { Io } from '../../program/io.ts';
import type { Known } from '../readEvidence.ts';
import { trialsOf, tryHeld } from './tryHeld.ts';

export { loadContext } from '../../admin/loadContext.ts';

/** Milliseconds. The API server and PullPass each judge tokens by their own clock; Kubernetes tolerates a minute. */
const mostDifference = 60_000;

/**
 * What this machine sees of a cluster with an admin's context: the way, TLS, the clock, the user name, and whether
 * registries accept the credentials in the cluster. Rejects only if the program is ending.
 */
export async function askFromHere(
  context: AdminContext,
  { cluster, check }: Known,
  io: Pick<Io, 'signal' | 'environment' | 'now'>,
): Promise<Check[]> {
  let api: AdminApi | undefined;
  try {
    api = await adminApi(context, io.signal);
    const asked = await signedIn(api, io.now);
    if (asked.some(({ result }) => result === 'failed')) return hidden(asked, api);
    const checks = [
      ...asked,
      ...sameServer(api.server, cluster.status.kubeconfig.server),
      ...(await tryHeld(api, cluster, trialsOf(cluster, check), io.environment)),
    ];
    return hidden(checks, api);
  } catch (error) {
    io.signal.throwIfAborted();
    if (!(error instanceof Failure)) throw error;
    return hidden([failedBy(error, stepOf(error))], api);
  }
}

function hidden(checks: Check[], api: AdminApi | undefined): Check[] {
  api?.close();
  return api === undefined ? checks : hidingIn(checks, (text) => api.redactor.hide(text));
}

async function signedIn(api: AdminApi, now: () => number): Promise<Check[]> {
  const { username, answer } = await whoAmI(api);
  return [
    { check: 'reach', result: 'passed', message: `This machine reaches ${api.server}.` },
    tlsCheck(answer, api.verifies),
    ...clockCheck(answer, now()),
    identityCheck(answer.status, username),
  ];
}

function tlsCheck({ certificate }: AdminAnswer, verifies: boolean): Check {
  if (!verifies)
    return {
      check: 'tls',
      result: 'unchecked',
      message: 'Its certificate is not verified here: the context says insecure-skip-tls-verify.',
    };
  const by =
    certificate === undefined
      ? ''
      : ` It is by ${certificate.issuer}, and ends at ${iso(certificate.endsAt)}.`;
  return { check: 'tls', result: 'passed', message: `Its certificate verifies here.${by}` };
}

function clockCheck({ date }: AdminAnswer, now: number): Check[] {
  const ahead = Date.parse(date ?? '') - now;
  if (Number.isNaN(ahead)) return [];
  if (Math.abs(ahead) < mostDifference)
    return [{ check: 'clock', result: 'passed', message: 'Its clock and this machine’s agree.' }];
  const minutes = Math.round(Math.abs(ahead) / 60_000);
  return [
    {
      check: 'clock',
      result: 'unchecked',
      message: `Its clock is ${minutes} min ${ahead > 0 ? 'ahead of' : 'behind'} this machine’s: one of the two is wrong.`,
    },
  ];
}

function identityCheck(status: number, username: string | undefined): Check {
  if (status === 401)
    return {
      check: 'identity',
      result: 'failed',
      kind: 'unauthorized',
      message: 'The API server refuses the credential of this context (401).',
      remedy: 'Sign in to the cluster again, such as by oc login or rosa.',
    };
  return username !== undefined
    ? { check: 'identity', result: 'passed', message: `This context signs in as ${username}.` }
    : {
        check: 'identity',
        result: 'unchecked',
        message: `It is unknown whom this context signs in as: the API server answered ${status}.`,
      };
}

/** A cluster may have several addresses, so different ones prove nothing. */
function sameServer(here: string, registered: string): Check[] {
  return new URL(here).host === new URL(registered).host
    ? []
    : [
        {
          check: 'reach',
          result: 'unchecked',
          message: `PullPass goes to ${new URL(registered).host}, this context to ${new URL(here).host}. It is unknown whether both are the same cluster.`,
        },
      ];
}

function failedBy({ kind, message, remedy }: Failure, check: Check['check']): Check {
  return { check, result: 'failed', kind, message, remedy };
}

function stepOf({ kind, ofProxy }: Failure): Check['check'] {
  if (ofProxy) return 'proxy';
  return kind === 'tls' ? 'tls' : kind === 'kubeconfig' ? 'kubeconfig' : 'reach';
}
