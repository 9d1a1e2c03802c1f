import { Failure } from '../../../shared/failure.ts';
import { iso } from '../../../shared/iso.ts';
import { describeCredential } from '../../../shared/kubeconfig/describe.ts';
import type { KubernetesApi, Self } from '../../../shared/kubernetes/api.ts';
import { isNotFound } from '../../../shared/kubernetes/apiErrors.ts';
import { NoKubernetesApi } from '../../../shared/kubernetes/noKubernetesApi.ts';
import type { Identity } from '../../../shared/rbac/identity.ts';
import { serviceAccountIn } from '../../../shared/rbac/serviceAccountIn.ts';
import type { Due } from './request.ts';
import { whoAmI } from './whoAmI.ts';

/** The shortest life that an API server accepts in a request. */
const fewestSeconds = 600;

const minute = 60_000;

/**
 * Requests a new token for the owner of the working one, with the life of the one in use. `because`: the new token
 * would expire no later than the present one, as when an API server has begun to limit lives: it is needed later.
 *
 * @throws Failure
 */
export async function requestToken(
  { record, working, refused, settings }: Due,
  api: KubernetesApi,
): Promise<{ token: string; self: Self } | { because: string }> {
  const { issuedAt = '', expiresAt = '' } = record.kubeconfig;
  const self = await whoAmI(api, 'token' in working.credential ? working.credential.token : '');
  const account = accountOf(self);
  const life = Date.parse(expiresAt) - Date.parse(issuedAt);
  const seconds = Math.max(fewestSeconds, Math.round(life / 1000));
  const token = await api.requestToken({ ...account, seconds }).catch((error: unknown) => {
    throw isNotServed(error) ? withoutTokenRequest(error, account) : error;
  });
  const granted = timesOf(token);
  const lives = granted.end - granted.start;
  if (lives < settings.shortest)
    throw new Failure(
      'kubeconfig',
      `The API server issued a new token for ${inMinutes(lives)} minutes, but renewal needs at least ${inMinutes(settings.shortest)}`,
      {
        remedy:
          'Raise the longest life of tokens of the API server (--service-account-max-token-expiration), or turn renewal off and send kubeconfigs by {kubeconfig}.',
      },
    );
  if (!refused && granted.end <= Date.parse(expiresAt))
    return {
      because: `the new token would end at ${iso(granted.end)}, and the one in use ends at ${expiresAt}`,
    };
  return { token, self };
}

function accountOf({ username }: Self): Identity {
  const account = serviceAccountIn(username);
  if (account !== undefined) return account;
  throw new Failure(
    'kubeconfig',
    `The credential belongs to ${username === '' ? 'a user that the API server does not name' : JSON.stringify(username)}, but only tokens of service accounts can be renewed`,
    { remedy: 'Make a service account with `pullpass bootstrap {name}`, or turn renewal off.' },
  );
}

function isNotServed(error: unknown): error is Failure {
  return error instanceof NoKubernetesApi || isNotFound(error);
}

function withoutTokenRequest({ message }: Failure, { namespace, name }: Identity): Failure {
  return new Failure(
    'not-found',
    `The API server issues no tokens for the service account ${namespace}/${name}: ${message}`,
    {
      status: 404,
      remedy:
        'Kubernetes has TokenRequest since 1.20: check what answers instead of the API server, for example a proxy that lets only some paths pass. Or turn renewal off, and send kubeconfigs by {kubeconfig}.',
    },
  );
}

function timesOf(token: string): { start: number; end: number } {
  const { issuedAt, expiresAt } = describeCredential({ server: '', credential: { token } });
  if (issuedAt !== undefined && expiresAt !== undefined)
    return { start: Date.parse(issuedAt), end: Date.parse(expiresAt) };
  throw new Failure('kubeconfig', 'The API server issued a new token that does not say when it expires', {
    remedy: 'Turn renewal off, and send kubeconfigs by {kubeconfig}: such a token cannot be renewed.',
  });
}

const inMinutes = (milliseconds: number) => Math.round(milliseconds / minute);
