import pMap from 'p-map';
import type { Commented } from '../../../shared/rbac/manifestsOf.ts';
import { poll } from '../../poll.ts';
import { CommandError } from '../../program/errors.ts';
import type { Watching } from '../../program/io.ts';
import { unexpected } from './answers.ts';
import { differences } from './differences.ts';
import { mayGrant } from './mayGrant.ts';
import { foundIn } from './objects.ts';
import { concurrency } from './paths.ts';
import { type Asking, type Change, type Lack, type OnDone, type RbacPlan, refOf, shownRef } from './plan.ts';
import { requestProject } from './projects.ts';
import { write } from './write.ts';

/** The authorizer learns a little later who is admin of a new project: how long to wait for it, and between two looks. */
const [patienceSeconds, betweenMs] = [10, 500];

/** The order of writes: a role before its bindings. */
const stages: readonly (readonly string[])[] = [
  ['ServiceAccount'],
  ['Role', 'ClusterRole'],
  ['RoleBinding', 'ClusterRoleBinding'],
];

/**
 * Grants what a plan grants: the namespace first, then the service account, roles and bindings. Takes nothing away:
 * PullPass needs its old rights until it has cleaned up after removed targets; then comes `takeBackRbac`. Calls
 * `onDone` for each object. Rejects with a CommandError at the first object that cannot be written; another run finds
 * what is done, and does the rest.
 */
export async function applyRbac(
  api: Asking,
  plan: RbacPlan,
  onDone: OnDone,
  watching: Watching,
): Promise<void> {
  const home = plan.creates.find(({ manifest }) => manifest.kind === 'Namespace');
  if (home !== undefined) {
    await makeNamespace(api, home, onDone);
    await mayInside(api, { ...plan, creates: plan.creates.filter((item) => item !== home) }, watching);
  }
  const changes = plan.changes.filter(({ differs, grown }) => grown === undefined || differs.some(adds));
  const writes = [...plan.creates, ...changes] as (Commented & Partial<Change>)[];
  for (const kinds of stages) {
    const stage = writes.filter(({ manifest }) => kinds.includes(manifest.kind));
    await pMap(stage, (item) => put(api, { ...item, manifest: item.grown ?? item.manifest }, onDone), {
      concurrency,
    });
  }
}

const adds = (difference: string) => !difference.startsWith('takes away ');

async function makeNamespace(api: Asking, { manifest }: Commented, onDone: OnDone): Promise<void> {
  const ref = refOf(manifest);
  const answer = await write(api, manifest);
  if (answer.status === 403) {
    await requestProject(api, ref.name);
    onDone(ref, 'created');
    // Its labels mark it as ours, if this admin may write them. Without labels, --undo leaves it.
    await write(api, manifest);
    return;
  }
  if (answer.status !== 200 && answer.status !== 201) throw unexpected(`make the ${shownRef(ref)}`, answer);
  onDone(ref, 'created');
}

async function mayInside(api: Asking, plan: RbacPlan, watching: Watching): Promise<void> {
  let lacks: Lack[] = [];
  const learned = async () => {
    lacks = await mayGrant(api, plan);
    return (
      lacks.length === 0 || lacks.some(({ because }) => because !== 'forbidden' && because !== 'escalation')
    );
  };
  await poll(patienceSeconds, watching, learned, betweenMs);
  if (lacks.length === 0) return;
  const [first] = lacks as [Lack];
  throw new CommandError(lacks.map(({ message }) => message).join('\n'), { remedy: first.remedy });
}

export async function put(api: Asking, item: Commented & Partial<Change>, onDone: OnDone): Promise<void> {
  const ref = refOf(item.manifest);
  const answer = await write(api, item.manifest, { seen: item.seen });
  if (answer.status === 409)
    throw new CommandError(`The ${shownRef(ref)} was made or changed by others meanwhile.`, {
      remedy: 'Run it again, and look at what it says now.',
    });
  const found = answer.status === 200 || answer.status === 201 ? foundIn(answer.body, ref) : undefined;
  if (found === undefined) throw unexpected(`apply ${shownRef(ref)}`, answer);
  const left = differences(item.manifest, found);
  if (left.length > 0)
    throw new CommandError(`The API server stored ${shownRef(ref)} otherwise: ${left.join('; ')}.`, {
      remedy: 'Find out who changes it: a webhook, or a controller of the cluster.',
    });
  onDone(ref, item.seen === undefined ? 'created' : 'changed');
}
