import pMap from 'p-map';
import type { KubernetesApi } from '../kubernetes/api.ts';
import { isNotFound } from '../kubernetes/failures.ts';
import { ask, type Limits } from './ask.ts';
import type { Findings } from './findings.ts';

/**
 * Whether the namespaces that targets name are there. An authorizer answers for namespaces that are not,
 * too, so they are read; where the identity may not, which it need not, that is said and no more.
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
  // OpenShift's `view` role and those above it let a namespace be read from within.
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
