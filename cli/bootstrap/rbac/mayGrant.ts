import pMap from 'p-map';
import type { Commented } from '../../../shared/rbac/manifestsOf.ts';
import type { Rule } from '../../../shared/rbac/rules.ts';
import { unexpected } from './answers.ts';
import { type Attributes, attributesOf, may } from './holds.ts';
import { lackOf, lacksOf, type SingleLack } from './lackOf.ts';
import { concurrency, groupOf, resourceOf } from './paths.ts';
import { type Asking, type Lack, type RbacPlan, refOf, type Seen, shownRef } from './plan.ts';
import { mayRequestProject } from './projects.ts';
import { erase, write } from './write.ts';

/**
 * What this admin may not do of a plan; empty if it can be applied. Uses server-side dry runs, so that the API server's
 * authorizer, its escalation check and its webhooks answer, and nothing is written. For objects in a namespace that
 * does not exist yet, asks only the authorizer. For one that will be requested as a project, asks nothing, since the
 * requester becomes its admin: applyRbac asks once it exists.
 */
export async function mayGrant(api: Asking, plan: RbacPlan): Promise<Lack[]> {
  const writes = [...plan.creates, ...plan.changes] as (Commented & { seen?: Seen })[];
  const home = plan.creates.find(({ manifest }) => manifest.kind === 'Namespace');
  const way = home === undefined ? 'is-there' : await wayToMake(api, home);
  const lacks = await pMap(
    writes,
    async (item): Promise<SingleLack[]> => {
      if (item === home) return typeof way === 'string' ? [] : [way];
      const isInHome = home !== undefined && item.manifest.metadata.namespace === home.manifest.metadata.name;
      if (isInHome) return way === 'create' ? mayBeforehand(api, item) : [];
      return tryWrite(api, item);
    },
    { concurrency },
  );
  const removals = await pMap(plan.removes, (seen) => tryErase(api, seen), { concurrency });
  return lacksOf(await withMissingNamespaces(api, [...lacks.flat(), ...removals.flat()]));
}

/** In a missing namespace, only a cluster-admin has rights: what is wrong is that it is missing. */
async function withMissingNamespaces(api: Asking, singles: readonly SingleLack[]): Promise<SingleLack[]> {
  const forbidden = singles.filter(({ because }) => because === 'forbidden');
  const namespaces = [...new Set(forbidden.flatMap(({ ref }) => ref.namespace ?? []))];
  const there = await pMap(
    namespaces,
    async (namespace) => (await api.ask('GET', `/api/v1/namespaces/${namespace}`)).status !== 404,
    { concurrency },
  );
  const missing = namespaces.filter((_, index) => !there[index]);
  return singles.map((single): SingleLack => {
    const { namespace = '' } = single.ref;
    return missing.includes(namespace) ? { ...single, because: 'no-namespace', what: namespace } : single;
  });
}

async function wayToMake(api: Asking, home: Commented): Promise<'create' | 'request' | SingleLack> {
  const [lack] = await tryWrite(api, home);
  if (lack === undefined) return 'create';
  return lack.because === 'forbidden' && (await mayRequestProject(api)) ? 'request' : lack;
}

async function tryWrite(api: Asking, item: Commented & { seen?: Seen }): Promise<SingleLack[]> {
  const answer = await write(api, item.manifest, { seen: item.seen, dryRun: true });
  if (answer.status === 200 || answer.status === 201) return [];
  if (answer.status === 401 || answer.status === 429 || answer.status >= 500)
    throw unexpected(`try to apply ${shownRef(refOf(item.manifest))}`, answer);
  const lack = lackOf(item, answer);
  return lack === undefined ? [] : [lack];
}

async function tryErase(api: Asking, seen: Seen): Promise<SingleLack[]> {
  const answer = await erase(api, seen, { dryRun: true });
  if (answer.status === 200 || answer.status === 202 || answer.status === 404) return [];
  if (answer.status !== 403) throw unexpected(`try to delete ${shownRef(seen)}`, answer);
  return [{ because: 'forbidden', ref: seen, targets: [], what: 'delete' }];
}

/** In a missing namespace, a dry run would only say that it is missing. */
async function mayBeforehand(api: Asking, { manifest, targets = [] }: Commented): Promise<SingleLack[]> {
  const ref = refOf(manifest);
  const { name, namespace } = manifest.metadata;
  const object = { group: groupOf(ref), resource: resourceOf(ref), name, namespace: namespace ?? '' };
  for (const verb of ['patch', 'create'])
    if (!(await may(api, { ...object, verb }))) return [{ because: 'forbidden', ref, targets, what: verb }];
  const rules = manifest.kind.endsWith('Role') ? (manifest['rules'] as Rule[]) : [];
  if (rules.length === 0 || (await may(api, { ...object, verb: 'escalate' }))) return [];
  const wanted = rules.flatMap((rule) => attributesOf(rule, namespace));
  const held = await pMap(wanted, (attributes) => may(api, attributes), { concurrency });
  const notHeld = wanted.filter((_, index) => !held[index]).map(shown);
  return notHeld.length === 0 ? [] : [{ because: 'escalation', ref, targets, what: notHeld.join('; ') }];
}

const shown = ({ verb, resource, subresource, name }: Attributes) =>
  [verb, [resource, subresource].filter(Boolean).join('/'), name].filter(Boolean).join(' ');
