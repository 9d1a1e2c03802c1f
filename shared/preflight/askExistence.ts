import type { KubernetesApi } from '../kubernetes/api.ts';
import { answered, ask, exists, type Limits } from './ask.ts';
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
  const answers = await answered(
    names.map((name) => ({ name })),
    limits,
    async ({ name }) =>
      mayReadAll || (await mayRead(api, name, limits))
        ? exists(() => api.readNamespace(name), limits)
        : undefined,
  );
  const those = (is: boolean | undefined) =>
    answers.filter(({ answer }) => answer === is).map(({ name }) => name);
  return { missing: those(false), existenceUnchecked: those(undefined) };
}

/** OpenShift's role `view`, and those above it, allow reading a namespace from within. */
async function mayRead(api: KubernetesApi, name: string, limits: Limits): Promise<boolean> {
  return (await ask(api, { verb: 'get', resource: 'namespaces', name, namespace: name }, limits)) === 'yes';
}
