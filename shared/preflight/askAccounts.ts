import pMap from 'p-map';
import type { KubernetesApi } from '../kubernetes/api.ts';
import { isNotFound } from '../kubernetes/failures.ts';
import { kindOf } from '../targets/kinds.ts';
import type { Target } from '../targets/schema.ts';
import type { Limits } from './ask.ts';
import type { AccountFinding } from './findings.ts';
import type { NamesOf } from './namespacesOf.ts';

/** Service accounts that are read at most; pushes report the rest. */
const mostRead = 1_000;

interface Question {
  account: string;
  namespace: string;
}

/**
 * Whether the service accounts that targets require exist. Namespaces in `missing` are skipped: they are reported on
 * their own. Throws nothing.
 */
export async function askAccounts(
  api: KubernetesApi,
  targets: readonly Target[],
  namesOf: NamesOf,
  missing: readonly string[],
  limits: Limits,
): Promise<AccountFinding[]> {
  const all = await questionsOf(targets, namesOf);
  const questions = all.filter(({ namespace }) => !missing.includes(namespace));
  const answers = await pMap(
    questions,
    (question, index) => (index < mostRead ? isThere(api, question, limits) : undefined),
    { concurrency: limits.concurrency },
  );
  const indexes = Map.groupBy(questions.keys(), (index) => questions[index]?.account ?? '');
  return [...indexes].map(([account, at]) => {
    const those = (is: boolean | undefined) =>
      at.filter((index) => answers[index] === is).map((index) => questions[index]?.namespace ?? '');
    return { account, there: those(true), missing: those(false), unchecked: those(undefined) };
  });
}

async function questionsOf(targets: readonly Target[], namesOf: NamesOf): Promise<Question[]> {
  const all = await Promise.all(
    targets.map(async (target) => {
      const namespaces = await namesOf(kindOf(target).selection(target)).catch(() => []);
      return kindOf(target)
        .serviceAccounts(target)
        .filter(({ optional }) => !optional)
        .flatMap(({ name: account }) => namespaces.map((namespace) => ({ account, namespace })));
    }),
  );
  const distinct = new Map(all.flat().map((each) => [`${each.namespace}/${each.account}`, each]));
  return [...distinct.values()];
}

/** Undefined if unknown: a missing permission to read is reported with the other permissions. */
async function isThere(
  api: KubernetesApi,
  { account, namespace }: Question,
  { deadline, now }: Limits,
): Promise<boolean | undefined> {
  if (now() >= deadline) return undefined;
  try {
    await api.readServiceAccount(namespace, account);
    return true;
  } catch (error) {
    return isNotFound(error) ? false : undefined;
  }
}
