import { asFailure } from '../failure.ts';
import type { KubernetesApi, Self } from '../kubernetes/api.ts';
import { ApiStatusFailure } from '../kubernetes/failures.ts';
import type { Acquaintance } from './findings.ts';

/**
 * Whom the API server takes the credential for. Throws a Failure unless an API server answered: where it does not say
 * who we are (Kubernetes before 1.28, or without the default ClusterRole system:basic-user), it must answer whether we
 * may do something, as each does since 1.6.
 */
export async function askIdentity(api: KubernetesApi): Promise<Acquaintance & { self?: Self }> {
  try {
    const self = await api.reviewSelf();
    return { identity: self.username, self };
  } catch (error) {
    const failure = asFailure(error);
    if (!isUnsaid(failure)) throw failure;
    const refused = failure.status === 403 ? failure : await refusalToJudge(api);
    const named = userNamed.exec(refused?.details.message ?? '')?.[1];
    return { identity: named ?? '', unsaid: failure.status === 404 ? 'not served' : 'not granted' };
  }
}

/** In the words of RBAC. It is kept in the record: names have a few hundred characters at most. */
const userNamed = /User "([^"]{1,1024})"/;

/** Whether an API server refused to say it. Anything else is no API server's answer, or no answer. */
function isUnsaid(failure: unknown): failure is ApiStatusFailure {
  return failure instanceof ApiStatusFailure && (failure.status === 404 || failure.status === 403);
}

/** Undefined if it answered. Throws a Failure where the answer is no API server's. */
async function refusalToJudge(api: KubernetesApi): Promise<ApiStatusFailure | undefined> {
  try {
    await api.allowed({ verb: 'get', resource: 'namespaces' });
    return undefined;
  } catch (error) {
    const failure = asFailure(error);
    if (failure instanceof ApiStatusFailure && failure.status === 403) return failure;
    throw failure;
  }
}
