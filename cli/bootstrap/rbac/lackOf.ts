import { lackIn } from '../../../shared/kubernetes/lack.ts';
import type { Commented } from '../../../shared/rbac/manifestsOf.ts';
import { isSystemNamespace } from '../../../shared/targets/namespaceGlobs.ts';
import { listed } from '../../words.ts';
import { statusOf } from './answers.ts';
import { notHeldIn } from './escalation.ts';
import { type Lack, type Ref, refOf } from './plan.ts';

/** A lack for one object, before equal ones are merged. */
export interface SingleLack extends Pick<Lack, 'because' | 'targets'> {
  ref: Ref;
  /** What the admin does not hold, or the API server's answer. */
  what: string;
}

const terminating = 'the namespace is being deleted';
const madeMeanwhile = 'others made or changed it meanwhile';

/** Why a dry run of a write did not return the object; undefined if nothing is wrong, as far as could be tried. */
export function lackOf(
  { manifest, targets = [] }: Pick<Commented, 'manifest' | 'targets'>,
  answer: { status: number; body: unknown },
): SingleLack | undefined {
  const ref = refOf(manifest);
  const status = statusOf(answer);
  const single = (because: Lack['because'], what: string) => ({ because, ref, targets, what });
  if (answer.status === 404 && status.about === 'namespaces') return single('no-namespace', status.name);
  // A dry run cannot bind a role that does not exist yet; its rights were checked with the role.
  if (answer.status === 404 && ref.kind.endsWith('Binding')) return undefined;
  // The API server has no reason code for this.
  if (/ is being terminated$/.test(status.message)) return single('refused', terminating);
  const notHeld = notHeldIn(status.message);
  if (notHeld.length > 0) return single('escalation', notHeld.join('; '));
  const lack = answer.status === 403 ? lackIn(status.message) : undefined;
  if (lack !== undefined) return single('forbidden', lack.verb);
  return single('refused', answer.status === 409 ? madeMeanwhile : status.message);
}

/** Merges equal lacks in many namespaces. */
export function lacksOf(singles: readonly SingleLack[]): Lack[] {
  const alike = Map.groupBy(singles, ({ because, ref, what }) =>
    JSON.stringify(
      because === 'no-namespace'
        ? [because, what]
        : [because, what, ref.kind.replace(/Binding$/, ''), ref.name, isSystemNamespace(ref.namespace ?? '')],
    ),
  );
  return [...alike.values()].map((all): Lack => {
    const [first] = all as [SingleLack, ...SingleLack[]];
    const refs = all.map(({ ref }) => ref);
    const targets = [...new Set(all.flatMap((single) => single.targets))];
    return { because: first.because, refs, targets, ...told(first, refs, targets) };
  });
}

function told(
  { because, ref, what }: SingleLack,
  refs: readonly Ref[],
  targets: readonly string[],
): Pick<Lack, 'message' | 'remedy'> {
  const objects = shownRefs(refs);
  const needing = targets.length === 0 ? '' : ` Needed by ${listed(targets)}.`;
  switch (because) {
    case 'no-namespace':
      return {
        message: `The namespace ${what} does not exist.${needing}`,
        remedy: `Make it (oc new-project ${what}), or take it out of the target.`,
      };
    case 'escalation':
      return {
        message: `This account may not grant what ${objects} holds, since it does not hold it itself: ${what}.${needing}`,
        remedy: remedyOf(ref),
      };
    case 'forbidden':
      return {
        message: `This account may not ${what} ${objects}.${needing}`,
        remedy:
          ref.kind === 'Namespace'
            ? `Have the namespace made (oc new-project ${ref.name}), or give an --identity in one that exists.`
            : remedyOf(ref),
      };
    case 'refused':
      return {
        message: `The API server does not take ${objects}: ${what.replace(/\.?$/, '.')}${needing}`,
        remedy:
          what === madeMeanwhile || what === terminating
            ? 'Run this again in a minute, and look at what it says then.'
            : 'What it says names the webhook, the quota or the field: see to that, and run this again.',
      };
  }
}

function remedyOf({ kind, namespace = '' }: Ref): string {
  const byAdmin = 'Have a cluster-admin apply what -o yaml prints, and run this again';
  if (kind.startsWith('ClusterRole'))
    return `${byAdmin}; or name the namespaces, in place of globs and labels: a Role in each is enough then.`;
  return isSystemNamespace(namespace)
    ? `${byAdmin}: ${namespace} belongs to the cluster itself.`
    : `${byAdmin}; or become an admin of ${namespace}.`;
}

/** `the Role and RoleBinding pullpass in payments, orders and 3 more namespaces` */
function shownRefs(refs: readonly Ref[]): string {
  const [first] = refs;
  if (first === undefined) return '';
  const kinds = [...new Set(refs.map(({ kind }) => kind))].join(' and ');
  const namespaces = [...new Set(refs.flatMap(({ namespace }) => namespace ?? []))];
  return `the ${kinds} ${first.name}${namespaces.length === 0 ? '' : ` in ${listed(namespaces)}`}`;
}
