import { alike } from '../alike.ts';
import type { ClusterSpec } from '../clusters/spec.ts';
import { asFailure, type Failure } from '../failure.ts';
import type { KubernetesApi } from '../kubernetes/api.ts';
import { isNotFound, isTerminating } from '../kubernetes/apiErrors.ts';
import { ApiStatusFailure } from '../kubernetes/failures.ts';
import type { RehearsalContext } from '../targets/kind.ts';
import { kindOf } from '../targets/kinds.ts';
import { withPlaceholders } from '../targets/placeholders.ts';
import type { Rehearsal } from '../targets/rehearsal.ts';
import type { Target } from '../targets/schema.ts';
import { answered, type Limits, outOfTime } from './ask.ts';
import type { DryRunFinding } from './findings.ts';
import { knownNamespaces, type NamesOf } from './namespacesOf.ts';

type Step = DryRunFinding['step'];

type Outcome = { passed: true } | { failure: Failure } | { because: string; like: string };

interface Question {
  rehearsal: Rehearsal;
  namespace: string;
}

const late = { because: outOfTime, like: 'late' };

/**
 * Tries in each chosen namespace what a push would write and a removal delete, as server-side dry runs with
 * placeholders: admission control answers now what it would answer later. Writes come first, so that a shortage of time
 * cuts off the less important removals. Each dry run is independent: a quota with
 * room for one secret lets two pass. Namespaces in `missing` are skipped: they are reported on their own. Throws
 * nothing.
 */
export async function askDryRuns(
  api: KubernetesApi,
  { name, targets, registries }: Pick<ClusterSpec, 'name' | 'targets' | 'registries'>,
  namesOf: NamesOf,
  missing: readonly string[],
  limits: Limits & Pick<RehearsalContext, 'random' | 'sleep'>,
): Promise<DryRunFinding[]> {
  const { now, random, sleep } = limits;
  const context = { api: api.inDryRun(), cluster: name, now, random, sleep };
  const all = await Promise.all(
    targets.map(async (target): Promise<Question[]> => {
      const rehearsal = rehearsalOf(target, registries, context);
      if (rehearsal === undefined) return [];
      const names = await knownNamespaces(target, namesOf, missing);
      return names.map((namespace) => ({ rehearsal, namespace }));
    }),
  );
  const questions = all.flat();
  const tried = (step: Step, asked: readonly Question[]) =>
    answered(asked, limits, (question) => take(step, question, limits));
  const written = await tried('write', questions);
  const linked = await tried(
    'link',
    questions.filter(({ rehearsal }) => rehearsal.accounts.length > 0),
  );
  const couldBeWritten = written.filter(({ answer }) => answer !== undefined && 'passed' in answer);
  const removed = await tried('remove', couldBeWritten);
  return [...summed('write', written), ...summed('link', linked), ...summed('remove', removed)];
}

/** Undefined if a secret cannot be composed: the push, which has the credentials, reports that. */
function rehearsalOf(
  target: Target,
  registries: ClusterSpec['registries'],
  context: RehearsalContext,
): Rehearsal | undefined {
  const kind = kindOf(target);
  try {
    return kind.rehearse(target, withPlaceholders(kind.registries(target, registries), context.now), context);
  } catch {
    return undefined;
  }
}

/** Undefined if another check reports it: a missing service account, or a namespace that is being deleted. */
async function take(
  step: Step,
  { rehearsal, namespace }: Question,
  { now, deadline }: Limits,
): Promise<Outcome | undefined> {
  if (now() >= deadline) return late;
  try {
    const result = await rehearsal[step](namespace);
    return result === 'nothing there'
      ? {
          because: 'it does not exist yet, and for missing objects the API server does not ask admission',
          like: result,
        }
      : { passed: true };
  } catch (error) {
    if (isTerminating(error) || (step === 'link' && isNotFound(error))) return undefined;
    const failure = asFailure(error);
    // Somebody may be changing service accounts all the time. That says nothing of a push.
    if (step === 'link' && failure.kind === 'conflict')
      return { because: failure.message, like: 'contended' };
    return now() >= deadline ? late : meaningOf(failure);
  }
}

/** Failures that a push would have too. Any other failure leaves the answer unknown. */
const lasting: ReadonlySet<string> = new Set(['denied', 'forbidden', 'conflict', 'not-found']);

function meaningOf(failure: Failure): Outcome {
  const denial = failure instanceof ApiStatusFailure ? failure.denial : undefined;
  if (denial?.how === 'not-in-dry-run')
    return { because: `the admission webhook "${denial.name}" is not asked in dry runs`, like: 'not asked' };
  return lasting.has(failure.kind) ? { failure } : { because: failure.message, like: failure.kind };
}

type Answered = Question & { answer: Outcome | undefined };

/** One finding for each group of objects. */
function summed(step: Step, all: readonly Answered[]): DryRunFinding[] {
  return alike(all, (question) => objectsOf(step, question)).map((same) => {
    const passed: string[] = [];
    const failed: { failure: Failure; namespace: string }[] = [];
    const unknown: { because: string; like: string; namespace: string }[] = [];
    for (const { answer, namespace } of same) {
      if (answer === undefined) continue;
      if ('passed' in answer) passed.push(namespace);
      else if ('failure' in answer) failed.push({ ...answer, namespace });
      else unknown.push({ ...answer, namespace });
    }
    return {
      step,
      objects: objectsOf(step, same[0]),
      passed,
      failed: alike(failed, ({ failure }) => whose(failure)).map((group) => ({
        failure: group[0].failure.report(),
        namespaces: group.map(({ namespace }) => namespace),
      })),
      unchecked: alike(unknown, ({ like }) => like).map((group) => ({
        because: group[0].because,
        namespaces: group.map(({ namespace }) => namespace),
      })),
    };
  });
}

function objectsOf(step: Step, { rehearsal }: Question): readonly string[] {
  return step === 'link' ? rehearsal.accounts : rehearsal.secretNames;
}

/** Failures with one cause are reported once. */
function whose(failure: Failure): unknown[] {
  const { by, name, binding } = (failure instanceof ApiStatusFailure && failure.denial) || {};
  return [failure.kind, by, name, binding];
}
