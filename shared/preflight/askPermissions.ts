import { alike } from '../alike.ts';
import { asFailure } from '../failure.ts';
import type { Access } from '../kubernetes/access.ts';
import type { KubernetesApi } from '../kubernetes/api.ts';
import { isClusterScoped } from '../rbac/rules.ts';
import { kindOf } from '../targets/kinds.ts';
import { literalNames } from '../targets/namespaceSelection.ts';
import type { NamespaceSelection } from '../targets/namespaceSelectionSchema.ts';
import type { Target } from '../targets/schema.ts';
import { answered, ask, type Limits, outOfTime } from './ask.ts';
import { askExistence } from './askExistence.ts';
import type { AccessFinding, Findings } from './findings.ts';
import type { NamesOf } from './namespacesOf.ts';

type Asked = Pick<Findings, 'missing' | 'existenceUnchecked' | 'listing' | 'accesses'>;

/** One action, and where it happens: the selections of all targets that take it. */
interface Wanted {
  access: Access;
  selections: NamespaceSelection[];
}

/**
 * Asks the authorizer about everything that the targets do. It asks for all namespaces at once first, since one answer
 * may then stand for thousands; only if that is denied, for each namespace. Throws nothing.
 */
export async function askPermissions(
  api: KubernetesApi,
  targets: readonly Target[],
  namespaces: NamesOf,
  limits: Limits,
): Promise<Asked> {
  const wanted = wantedBy(targets);
  const selections = targets.map((target) => kindOf(target).selection(target));
  const needsList = selections.some((selection) => literalNames(selection) === undefined);

  const [existence, listing, everywhere] = await Promise.all([
    askExistence(api, [...new Set(selections.flatMap((selection) => literalNames(selection) ?? []))], limits),
    needsList ? tryList(namespaces, selections, limits) : undefined,
    answered(wanted, limits, ({ access }) => ask(api, access, limits)),
  ]);

  const narrower = everywhere.filter(({ access, answer }) => answer === 'no' && !isClusterScoped(access));
  const byNamespace = await askByNamespace(api, narrower, namespaces, limits);
  const accesses = everywhere.map(({ access, answer }): AccessFinding => {
    if (isClusterScoped(access) && (answer === 'yes' || answer === 'no'))
      return { access, answer: { atClusterScope: answer === 'yes' } };
    if (answer === 'yes') return { access, answer: { everywhere: true } };
    return { access, answer: byNamespace.get(access) ?? { because: answer } };
  });
  return {
    ...existence,
    listing: listing === undefined ? { needed: false } : { needed: true, answer: listing },
    accesses,
  };
}

function wantedBy(targets: readonly Target[]): Wanted[] {
  const all = targets.flatMap((target) => {
    const kind = kindOf(target);
    return kind.permissions(target).map((access) => ({ access, selection: kind.selection(target) }));
  });
  return alike(all, ({ access: { verb, group, resource, name } }) => [verb, group, resource, name]).map(
    (same) => ({ access: same[0].access, selections: same.map(({ selection }) => selection) }),
  );
}

type ListAnswer = Extract<Findings['listing'], { needed: true }>['answer'];

async function tryList(
  namesOf: NamesOf,
  selections: readonly NamespaceSelection[],
  { now, deadline }: Limits,
): Promise<ListAnswer> {
  try {
    await Promise.all(selections.map(namesOf));
    return { listed: true };
  } catch (error) {
    return now() >= deadline ? { because: outOfTime } : { failure: asFailure(error).report() };
  }
}

type NamespaceAnswer = AccessFinding['answer'];

async function askByNamespace(
  api: KubernetesApi,
  wanted: readonly Wanted[],
  namesOf: NamesOf,
  limits: Limits,
): Promise<Map<Access, NamespaceAnswer>> {
  const answers = new Map<Access, NamespaceAnswer>();
  const questions: { access: Access; namespace: string }[] = [];
  for (const { access, selections } of wanted) {
    try {
      const names = new Set((await Promise.all(selections.map(namesOf))).flat());
      questions.push(...[...names].map((namespace) => ({ access, namespace })));
      answers.set(access, { everywhere: false, denied: [], allowed: [], unchecked: [] });
    } catch {
      answers.set(access, { because: 'the namespaces could not be listed' });
    }
  }

  // Questions about one namespace stay together, so that a shortage of time cuts off whole namespaces.
  questions.sort((a, b) => (a.namespace < b.namespace ? -1 : a.namespace > b.namespace ? 1 : 0));
  const replies = await answered(questions, limits, ({ access, namespace }) =>
    ask(api, { ...access, namespace }, limits),
  );
  for (const [access, asked] of Map.groupBy(replies, (reply) => reply.access)) {
    const those = (is: (reply: string) => boolean) =>
      asked.filter(({ answer }) => is(answer)).map(({ namespace }) => namespace);
    answers.set(access, {
      everywhere: false,
      allowed: those((reply) => reply === 'yes'),
      denied: those((reply) => reply === 'no'),
      unchecked: those((reply) => reply !== 'yes' && reply !== 'no'),
    });
  }
  return answers;
}
