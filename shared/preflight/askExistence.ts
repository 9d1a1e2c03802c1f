import pMap from 'p-map';
import type { KubernetesApi } from '../kubernetes/api.ts';
import { isNotFound } from '../kubernetes/failures.ts';
import { ask, type Limits } from './ask.ts';
import type { Findings } from './findings.ts';

/**
 * Whether the namespaces that targets name exist. An authorizer also answers for namespaces that do not exist, so this
 * reads them. The identity need not have that right; if it lacks it, the result says only that.
 */
export async function askExistence(
  api: KubernetesApi,
  names: readonly string[],
  limits: Limits,
): Promise<Pick<Findings, 'missing' | 'existenceUnchecked'>> {
  if (names.length === 0) return { missing: [], existenceUnchecked: [] };
  const mayReadAll = (await ask(api, { verb: 'get', resource: 'namespaces' }, limits)) === 'yes';
  const answers = await pMap(names, (name) => exists(api, name, mayReadAll, limits), {
    concurrency: limits.concurrency,
  });
  return {
    missing: names.filter((_, index) => answers[index] === false),
    existenceUnchecked: names.filter((_, index) => answers[index] === undefined),
  };
}

async function exists(
  api: KubernetesApi,
  name: string,
  mayReadAll: boolean,
  limits: Limits,
): Promise<boolean | undefined> {
  // OpenShift's role `view`, and those above it, allow reading a namespace from within.
  const mayRead =
    mayReadAll || (await ask(api, { verb: 'get', resource: 'namespaces', name, namespace: name }, limits));
  if (mayRead !== true && mayRead !== 'yes') return undefined;
  if (limits.now() >= limits.deadline) return undefined;
  try {
    await api.readNamespace(name);
    return true;
  } catch (error) {
    return isNotFound(error) ? false : undefined;
  }
}
