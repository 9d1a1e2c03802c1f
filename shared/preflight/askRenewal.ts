import { tokenSubject } from '../kubeconfig/expiry.ts';
import type { Kubeconfig } from '../kubeconfig/kubeconfig.ts';
import type { KubernetesApi, Self } from '../kubernetes/api.ts';
import { serviceAccountIn } from '../rbac/serviceAccountIn.ts';
import { ask, type Limits } from './ask.ts';
import type { Findings } from './findings.ts';

/** Whether the credential may make its own next token, according to the authorizer; makes none. Throws nothing. */
export async function askRenewal(
  api: KubernetesApi,
  { credential }: Pick<Kubeconfig, 'credential'>,
  self: Self | undefined,
  limits: Limits,
): Promise<NonNullable<Findings['renewal']>> {
  // If the API server does not name the user, the token does.
  const user = self?.username || ('token' in credential ? tokenSubject(credential.token) : undefined);
  const account = serviceAccountIn(user);
  if (account === undefined)
    return {
      because: `the API server knows it as ${user || 'an unknown user'}, which is not a service account`,
    };
  const reply = await ask(
    api,
    { verb: 'create', resource: 'serviceaccounts', subresource: 'token', ...account },
    limits,
  );
  return reply === 'yes' || reply === 'no' ? { account, granted: reply === 'yes' } : { because: reply };
}
