import { Failure } from '../../failure.ts';
import type { ObjectMeta, Secret } from '../../kubernetes/objects.ts';
import { registryHosts } from '../../registries/hosts.ts';
import type { Registry } from '../../registries/schema.ts';
import { eachNamespace } from '../eachNamespace.ts';
import type { Removed, TargetContext, TargetResult } from '../kind.ts';
import { dataKeysOfOurs } from '../secrets/dataOwners.ts';
import { clusterAnnotation } from '../secrets/ownership.ts';
import { untilGone } from '../untilGone.ts';
import { entriesAt, isBare, merged, type PullSecretConfig } from './config.ts';
import { type Edit, editSecret, namespace, secretName } from './editSecret.ts';
import { readMarks } from './marks.ts';
import { readLeniently } from './read.ts';

const comeBack = {
  message: `The entries of PullPass return to secret ${namespace}/${secretName} each time they are removed`,
  remedy: `Find what puts them back: "kubectl get secret ${secretName} -n ${namespace} --show-managed-fields -o yaml" shows who wrote last. The removal is tried again.`,
};

/**
 * Removes our entries from the secret until they are seen to be gone; deletes the secret if PullPass made it and it has
 * nothing of others. Does so at once, whenever it was last written: a person asked for it.
 */
export async function remove(context: TargetContext): Promise<TargetResult> {
  if (context.keeps.secret(namespace, secretName)) return { namespaces: [{ namespace, result: 'ready' }] };
  const removed: Removed[] = [];
  const namespaces = await eachNamespace([{ name: namespace, terminating: false }], context, async () => {
    const takeOut = async (again: boolean) => {
      const { edit } = await editSecret(context, (secret) => ({ edit: removal(secret, context, again) }));
      return edit.act !== 'nothing';
    };
    if (await untilGone(takeOut, comeBack))
      removed.push({ what: `entries of PullPass in secret ${secretName}`, namespace });
  });
  return { namespaces, removed };
}

/**
 * Decides how to remove our part and keep that of others. Throws a Failure if the two cannot be told apart. `again`:
 * our entries were already removed, so marks that others have made their own are theirs.
 */
function removal(secret: Secret | undefined, context: TargetContext, again: boolean): Edit {
  const held = secret && readLeniently(secret);
  if (held === undefined) {
    if (secret?.metadata?.annotations?.[clusterAnnotation] === context.cluster) throw unreadable();
    return { act: 'nothing' };
  }
  const marks = readMarks(held.annotations, held.config)?.marks;
  if (marks === undefined) refuseUnmarked(secret?.metadata ?? {}, held.config, context.registries);
  if (marks?.cluster !== context.cluster) return { act: 'nothing' };
  const config = merged(held.config, marks.hosts, new Map());
  const isHeld = secret?.metadata?.deletionTimestamp !== undefined;
  // A secret held by a finalizer is emptied instead.
  if (marks.created && isBare(config) && !isHeld) return { act: 'delete' };
  if (again && entriesAt(held.config, marks.hosts).size === 0) return { act: 'nothing' };
  // Leaves out the annotations, because an apply removes what it no longer contains.
  return { act: 'write', config, annotations: {} };
}

/** Somebody removed the marks and kept a value that PullPass wrote: it may contain our entries for these hosts. */
function refuseUnmarked(
  metadata: ObjectMeta,
  config: PullSecretConfig,
  registries: readonly Registry[],
): void {
  if (dataKeysOfOurs(metadata).size === 0) return;
  const hosts = [...entriesAt(config, registries.flatMap(registryHosts)).keys()];
  if (hosts.length === 0) return;
  throw new Failure(
    'conflict',
    `Secret ${namespace}/${secretName} has entries for ${hosts.join(', ')}, but the marks of PullPass were removed: it is unknown whether the entries are its own`,
    {
      remedy: `If nothing else needs them, remove them by hand ("kubectl edit secret ${secretName} -n ${namespace}"). PullPass looks again.`,
    },
  );
}

function unreadable(): Failure {
  return new Failure(
    'conflict',
    `Secret ${namespace}/${secretName} has the marks of PullPass, but no readable docker config: it is unknown whether its credentials are still in it`,
    {
      remedy: `Correct ${namespace}/${secretName}, or delete it: "kubectl delete secret ${secretName} -n ${namespace}". PullPass looks again.`,
    },
  );
}
