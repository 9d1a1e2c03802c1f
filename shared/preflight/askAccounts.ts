import { alike } from '../alike.ts';
import type { KubernetesApi } from '../kubernetes/api.ts';
import { kindOf } from '../targets/kinds.ts';
import type { Target } from '../targets/schema.ts';
import { answered, exists, type Limits } from './ask.ts';
import type { AccountFinding } from './findings.ts';
import { knownNamespaces, type NamesOf } from './namespacesOf.ts';

/** Service accounts that are read at most; pushes report the rest. */
const mostRead = 1_000;

/**
 * Whether the service accounts that targets require exist: a missing permission to read them is reported with the other
 * permissions. Namespaces in `missing` are skipped: they are reported on their own. Throws nothing.
 */
export async function askAccounts(
  api: KubernetesApi,
  targets: readonly Target[],
  namesOf: NamesOf,
  missing: readonly string[],
  limits: Limits,
): Promise<AccountFinding[]> {
  const all = await Promise.all(
    targets.map(async (target) => {
      const namespaces = await knownNamespaces(target, namesOf, missing);
      const required = kindOf(target)
        .serviceAccounts(target)
        .filter(({ optional }) => !optional);
      return required.flatMap(({ name: account }) => namespaces.map((namespace) => ({ account, namespace })));
    }),
  );
  const questions = alike(all.flat(), (question) => question).map(([first]) => first);
  const answers = await answered(questions, limits, ({ account, namespace }, index) =>
    index < mostRead ? exists(() => api.readServiceAccount({ namespace, name: account }), limits) : undefined,
  );
  return alike(answers, ({ account }) => account).map((same) => {
    const those = (is: boolean | undefined) =>
      same.filter(({ answer }) => answer === is).map(({ namespace }) => namespace);
    return {
      account: same[0].account,
      there: those(true),
      missing: those(false),
      unchecked: those(undefined),
    };
  });
}
