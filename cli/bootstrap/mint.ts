import { tokenExpiry, tokenIssue } from '../../shared/kubeconfig/expiry.ts';
import type { Identity } from '../../shared/rbac/identity.ts';
import type { AdminAnswer, AdminApi } from '../admin/adminApi.ts';
import { CommandError } from '../program/errors.ts';
import { printable } from '../terminal/text.ts';
import { statusOf } from './rbac/answers.ts';
import { pathOf } from './rbac/paths.ts';
import { accountOf } from './rbac/plan.ts';
import { lifeInWords, shortestLife } from './tokenLife.ts';

/** A token as the API server granted it. */
export interface Granted {
  token: string;
  /** Seconds; may differ from what was requested. */
  life: number;
}

/**
 * Requests a token for the service account. Rejects with a CommandError if it gets none, or one that cannot renew
 * itself.
 */
export async function mint(api: AdminApi, identity: Identity, life: number): Promise<Granted> {
  const token = await askToken(api, identity, life);
  return judged({ token, life: lifeOf(token) }, life);
}

/** Requests a token for this many seconds, and accepts any life. Rejects with a CommandError if it gets none. */
export async function askToken(api: AdminApi, identity: Identity, life: number): Promise<string> {
  const answer = await api.ask('POST', `${pathOf(accountOf(identity))}/token`, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds: life },
  });
  const token = tokenIn(answer, identity);
  api.redactor.add(token);
  return token;
}

/** Pure. Throws a CommandError if the answer contains no token. */
export function tokenIn(answer: Pick<AdminAnswer, 'status' | 'body'>, identity: Identity): string {
  const { namespace, name } = identity;
  const { status } = answer;
  const { status: granted, message } = (answer.body ?? {}) as {
    status?: { token?: unknown } | null;
    message?: unknown;
  };
  const token = granted?.token;
  if (status === 201 && typeof token === 'string' && token !== '') return token;
  const { reason, about } = statusOf(answer);
  const isOfAccount = reason === 'NotFound' && ['serviceaccounts', 'namespaces'].includes(about);
  if (status === 404 && !isOfAccount)
    throw new CommandError('The API server gives no tokens: it answers TokenRequest with 404.', {
      remedy:
        'PullPass renews by TokenRequest, which every Kubernetes from 1.22 on has: ask the people who run this API server, or a proxy before it, to let serviceaccounts/token pass. To register a token that is not renewed, use pullpass register --kubeconfig FILE.',
    });
  if (status === 404)
    throw new CommandError(`The service account ${namespace}/${name} was made, but no longer exists.`, {
      remedy: 'Find out what removes it, for example a GitOps controller that prunes.',
    });
  if (status === 403)
    throw new CommandError(
      `You may not make a token of the service account ${namespace}/${name}${said(message)}`,
      { remedy: `It needs create on serviceaccounts/token in the namespace ${namespace}.` },
    );
  throw new CommandError(
    `The API server gave no token of ${namespace}/${name}: it answered ${status}${said(message)}`,
    { remedy: 'Run it again. If it stays so, ask who runs the cluster.' },
  );
}

const said = (message: unknown) => (typeof message === 'string' ? `: ${printable(message)}` : '.');

/** The token's own statement: exp − iat, in seconds. 0 if it has none. */
function lifeOf(token: string): number {
  const [issued, ends] = [tokenIssue(token), tokenExpiry(token)];
  return issued === undefined || ends === undefined ? 0 : (ends.getTime() - issued.getTime()) / 1_000;
}

/** Pure. Throws a CommandError for a token that could not renew itself. */
function judged(granted: Granted, asked: number): Granted {
  if (granted.life >= shortestLife) return granted;
  throw new CommandError(
    granted.life <= 0
      ? 'The API server gave a token that does not say how long it lives, so that it cannot be renewed in time.'
      : `The API server grants tokens of ${lifeInWords(granted.life)}, but ${lifeInWords(asked)} were requested: too short to be renewed in time.`,
    {
      remedy: `PullPass needs ${lifeInWords(shortestLife)} at least: ask who runs the cluster to allow that.`,
    },
  );
}

/** What to say about the granted life. Pure. */
export function sayLife({ life }: Granted, asked: number): string {
  const granted = `The token lives ${lifeInWords(life)}, and PullPass renews it at half of that.`;
  // Servers may grant slightly more or less. As OCM learned, only the granted life counts.
  return life < asked * 0.99
    ? `${granted} ${lifeInWords(asked)} were requested: this API server caps lives.`
    : granted;
}
