import type { KubernetesApi, Self } from '../kubernetes/api.ts';
import { isNotFound, isRefused } from '../kubernetes/apiErrors.ts';
import type { ApiStatusFailure } from '../kubernetes/failures.ts';
import type { Acquaintance } from './findings.ts';

/**
 * Which user the API server sees in the credential. Throws a Failure unless an API server answered. If the server does
 * not tell users who they are (Kubernetes before 1.28, or without the default ClusterRole system:basic-user), it must
 * at least answer an access review, as every API server since 1.6 does.
 */
export async function askIdentity(api: KubernetesApi): Promise<Acquaintance & { self?: Self }> {
  try {
    const self = await api.reviewSelf();
    return { identity: self.username, self };
  } catch (error) {
    if (!isRefused(error)) throw error;
    const refused = isNotFound(error) ? await refusalToJudge(api) : error;
    const named = userNamed.exec(refused?.details.message ?? '')?.[1];
    return { identity: named ?? '', unsaid: isNotFound(error) ? 'not served' : 'not granted' };
  }
}

/**
 * As RBAC words it. It is kept in the record, so its length is limited: real names have a few hundred characters at
 * most.
 */
const userNamed = /User "([^"]{1,1024})"/;

/** Undefined if it answered. Throws a Failure if the answer is not an API server's. */
async function refusalToJudge(api: KubernetesApi): Promise<ApiStatusFailure | undefined> {
  try {
    await api.allowed({ verb: 'get', resource: 'namespaces' });
    return undefined;
  } catch (error) {
    if (isRefused(error) && !isNotFound(error)) return error;
    throw error;
  }
}
