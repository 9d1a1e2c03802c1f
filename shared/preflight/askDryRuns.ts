import pMap from 'p-map';
import type { ClusterSpec } from '../clusters/spec.ts';
import { asFailure, type Failure } from '../failure.ts';
import type { KubernetesApi } from '../kubernetes/api.ts';
import { ApiStatusFailure, isNotFound } from '../kubernetes/failures.ts';
import type { RehearsalContext } from '../targets/kind.ts';
import { kindOf } from '../targets/kinds.ts';
import { withPlaceholders } from '../targets/placeholders.ts';
import type { Rehearsal } from '../targets/rehearsal.ts';
import type { Target } from '../targets/schema.ts';
import type { Limits } from './ask.ts';
import type { DryRunFinding } from './findings.ts';
import type { NamesOf } from './namespacesOf.ts';

type Step = DryRunFinding['step'];

type Outcome = { passed: true } | { failure: Failure } | { because: string; like: string };

interface Question {
  rehearsal: Rehearsal;
  namespace: string;
}

/** Writes come first, so that a shortage of time cuts off the less important removals. */
const steps: readonly Step[] = ['write', 'link', 'remove'];

const late = { because: 'the time for checks had run out', like: 'late' };

/**
 * Tries in each chosen namespace what a push would write and a removal delete, as server-side dry runs with
 * placeholders: admission control answers now what it would answer later. Each dry run is independent: a quota with
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
      // Another check reports that namespaces cannot be listed.
      const names = await namesOf(kindOf(target).selection(target)).catch(() => []);
      return rehearsal === undefined
        ? []
        : names.filter((each) => !missing.includes(each)).map((namespace) => ({ rehearsal, namespace }));
    }),
  );
  const questions = all.flat();
  const written = new Set<Question>();
  const findings: DryRunFinding[] = [];
  for (const step of steps) {
    const asked = questions.filter(
      (question) => isAsked(step, question) && (step !== 'remove' || written.has(question)),
    );
    const outcomes = await pMap(asked, (question) => take(step, question, limits), {
      concurrency: limits.concurrency,
    });
    for (const [index, question] of asked.entries()) {
      const outcome = outcomes[index];
      if (step === 'write' && outcome !== undefined && 'passed' in outcome) written.add(question);
    }
    findings.push(...summed(step, asked, outcomes));
  }
  return findings;
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

function isAsked(step: Step, { rehearsal }: Question): boolean {
  return step !== 'link' || rehearsal.accounts.length > 0;
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
    if (error instanceof ApiStatusFailure && error.hasCause('NamespaceTerminating')) return undefined;
    if (step === 'link' && isNotFound(error)) return undefined;
    const failure = asFailure(error);
    // Somebody may be changing service accounts all the time. That says nothing of a push.
    if (step === 'link' && failure.kind === 'conflict')
      return { because: failure.message, like: 'contended' };
    return now() >= deadline ? late : meaningOf(failure);
  }
}

/** What a push would meet too. Any other failure leaves the answer unknown. */
const lasting: ReadonlySet<string> = new Set(['denied', 'forbidden', 'conflict', 'not-found']);

function meaningOf(failure: Failure): Outcome {
  const denial = failure instanceof ApiStatusFailure ? failure.denial : undefined;
  if (denial?.how === 'not-in-dry-run')
    return { because: `the admission webhook "${denial.name}" is not asked in dry runs`, like: 'not asked' };
  return lasting.has(failure.kind) ? { failure } : { because: failure.message, like: failure.kind };
}

/** One finding for each group of objects. */
function summed(
  step: Step,
  asked: readonly Question[],
  outcomes: readonly (Outcome | undefined)[],
): DryRunFinding[] {
  const byObjects = Map.groupBy(asked.keys(), (index) => JSON.stringify(objectsOf(step, asked[index])));
  return [...byObjects].map(([key, indexes]) => {
    const passed: string[] = [];
    const failed = new Map<string, { failure: Failure; namespaces: string[] }>();
    const unchecked = new Map<string, { because: string; namespaces: string[] }>();
    for (const index of indexes) {
      const [outcome, namespace] = [outcomes[index], asked[index]?.namespace ?? ''];
      if (outcome === undefined) continue;
      if ('passed' in outcome) passed.push(namespace);
      else if ('failure' in outcome) {
        const alike = whose(outcome.failure);
        const known = failed.get(alike) ?? { failure: outcome.failure, namespaces: [] };
        failed.set(alike, { ...known, namespaces: [...known.namespaces, namespace] });
      } else {
        const known = unchecked.get(outcome.like) ?? { because: outcome.because, namespaces: [] };
        unchecked.set(outcome.like, { ...known, namespaces: [...known.namespaces, namespace] });
      }
    }
    return {
      step,
      objects: JSON.parse(key) as string[],
      passed,
      failed: [...failed.values()].map(({ failure, namespaces }) => ({
        failure: failure.report(),
        namespaces,
      })),
      unchecked: [...unchecked.values()],
    };
  });
}

function objectsOf(step: Step, question: Question | undefined): readonly string[] {
  const { secretNames = [], accounts = [] } = question?.rehearsal ?? {};
  return step === 'link' ? accounts : secretNames;
}

/** Failures with one cause are reported once. */
function whose(failure: Failure): string {
  const { by, name, binding } = (failure instanceof ApiStatusFailure && failure.denial) || {};
  return JSON.stringify([failure.kind, by, name, binding]);
}
