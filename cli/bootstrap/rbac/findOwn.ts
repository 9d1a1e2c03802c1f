import pMap from 'p-map';
import type { Identity } from '../../../shared/rbac/identity.ts';
import { partOf } from '../../../shared/rbac/labels.ts';
import { unexpected } from './answers.ts';
import { type Found, foundIn } from './objects.ts';
import { ownOf } from './ownership.ts';
import { collectionPath, concurrency, rbacGroup, resourceOf } from './paths.ts';
import type { Asking } from './plan.ts';

/** Objects per page of a list. */
const pageSize = 250;

type Kind = { apiVersion: string; kind: string; namespace?: string };

const ofCluster: readonly Kind[] = ['ClusterRoleBinding', 'ClusterRole'].map(rbac);
const inNamespaces: readonly Kind[] = ['RoleBinding', 'Role'].map(rbac);

/**
 * The RBAC of an identity, wherever it is, found by its labels. An admin who may not search all namespaces at once
 * searches each existing one, or if these may not be listed either, the named ones.
 */
export async function findOwn(
  api: Asking,
  identity: Identity,
  named: readonly string[],
): Promise<{ own: Found[]; unseen: string[] }> {
  const found: Found[] = [];
  const unseen = new Set<string>();
  for (const kind of ofCluster) found.push(...((await list(api, kind, 'labelled')) ?? []));
  const everywhere = await pMap(inNamespaces, (kind) => list(api, kind, 'labelled'));
  if (everywhere.every((items) => items !== undefined)) found.push(...everywhere.flat());
  else
    await pMap(
      await namespacesOf(api, [identity.namespace, ...named]),
      async (namespace) => {
        for (const kind of inNamespaces) {
          const items = await list(api, { ...kind, namespace }, 'labelled');
          if (items === undefined) unseen.add(namespace);
          else found.push(...items);
        }
      },
      { concurrency },
    );
  return { own: ownOf(found, identity), unseen: [...unseen].sort() };
}

/** OpenShift shows all users their own projects. */
async function namespacesOf(api: Asking, named: readonly string[]): Promise<string[]> {
  const all = await list(api, { apiVersion: 'v1', kind: 'Namespace' });
  if (all !== undefined) return all.map(({ metadata }) => metadata.name);
  const own = (await list(api, { apiVersion: 'project.openshift.io/v1', kind: 'Project' })) ?? [];
  return [...new Set([...named, ...own.map(({ metadata }) => metadata.name)])];
}

/** Undefined if this admin may not list them, or the cluster has no such resource. */
export async function list(api: Asking, kind: Kind, which?: 'labelled'): Promise<Found[] | undefined> {
  const items: Found[] = [];
  let from = '';
  do {
    const query = new URLSearchParams({ limit: String(pageSize) });
    if (which === 'labelled')
      query.set(
        'labelSelector',
        Object.entries(partOf)
          .map((pair) => pair.join('='))
          .join(','),
      );
    if (from !== '') query.set('continue', from);
    const answer = await api.ask('GET', `${collectionPath(kind)}?${query}`);
    if (answer.status === 403 || answer.status === 404) return undefined;
    const page = answer.body as { items?: unknown; metadata?: { continue?: string } } | undefined;
    // Some API servers answer null instead of an empty list.
    if (answer.status !== 200 || !(page?.items === null || Array.isArray(page?.items)))
      throw unexpected(`list ${resourceOf(kind)}`, answer);
    items.push(...(page.items ?? []).flatMap((item: unknown) => foundIn(item, kind) ?? []));
    from = page.metadata?.continue ?? '';
  } while (from !== '');
  return items;
}

function rbac(kind: string): Kind {
  return { apiVersion: rbacGroup, kind };
}
