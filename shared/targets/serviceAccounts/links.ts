import type { JsonPatchOperation } from '../../kubernetes/api.ts';
import type { ServiceAccount } from '../../kubernetes/objects.ts';

/**
 * A service account names secrets in two lists. Pods and, from OpenShift 4.16, builds use `imagePullSecrets`; earlier
 * builds and Tekton use `secrets`. So a link is an entry in both.
 */
const lists = ['imagePullSecrets', 'secrets'] as const;

/**
 * The patch that links a secret; undefined if it is linked already. It appends, because a build takes the first
 * matching secret, and the platform's own entries come first. It tests the resourceVersion, so that it fails if anybody
 * changed the account after it was read: `imagePullSecrets` is an atomic list, in which a merge would drop others'
 * entries.
 */
export function linkPatch(account: ServiceAccount, secret: string): JsonPatchOperation[] | undefined {
  const additions = lists.flatMap((list): JsonPatchOperation[] => {
    const entries = account[list];
    if (entries === undefined) return [{ op: 'add', path: `/${list}`, value: [{ name: secret }] }];
    if (entries.some(({ name }) => name === secret)) return [];
    return [{ op: 'add', path: `/${list}/-`, value: { name: secret } }];
  });
  return additions.length === 0 ? undefined : [ifUnchanged(account), ...additions];
}

/** Whether pods and builds under this account pull with a secret. */
export function isLinked(account: ServiceAccount, secret: string): boolean {
  return linkPatch(account, secret) === undefined;
}

/** The patch that removes a secret from both lists; undefined if it is in neither. */
export function unlinkPatch(account: ServiceAccount, secret: string): JsonPatchOperation[] | undefined {
  const removals = lists.flatMap((list) =>
    (account[list] ?? [])
      .flatMap(({ name }, index): JsonPatchOperation[] =>
        name === secret ? [{ op: 'remove', path: `/${list}/${index}` }] : [],
      )
      // From the end, so that each index keeps its meaning.
      .reverse(),
  );
  return removals.length === 0 ? undefined : [ifUnchanged(account), ...removals];
}

function ifUnchanged(account: ServiceAccount): JsonPatchOperation {
  return { op: 'test', path: '/metadata/resourceVersion', value: account.metadata?.resourceVersion };
}
