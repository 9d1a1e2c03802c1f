import type { V1Secret } from '@kubernetes/client-node/dist/gen/models/V1Secret.js';
import { Failure } from '../../failure.ts';
import { eachNamespace } from '../eachNamespace.ts';
import type { Removed, TargetContext, TargetResult } from '../kind.ts';
import { clusterAnnotation } from '../secrets/ownership.ts';
import { isBare, merged } from './config.ts';
import { type Edit, editSecret, namespace, secretName } from './editSecret.ts';
import { readMarks } from './marks.ts';
import { readLeniently } from './read.ts';

/** How often entries are taken out that are there again. */
const mostRemovals = 3;

/**
 * Takes our entries out of the secret, and deletes one that PullPass made and in which nothing of others is left, until
 * they are seen not to be there. At once, whenever it was last written: a person asked for it.
 */
export async function remove(context: TargetContext): Promise<TargetResult> {
  if (context.keeps.secret(namespace, secretName)) return { namespaces: [{ namespace, result: 'ready' }] };
  const removed: Removed[] = [];
  const namespaces = await eachNamespace([{ name: namespace, terminating: false }], context, async () => {
    for (let removals = 0; removals <= mostRemovals; removals++) {
      const { edit } = await editSecret(context, (secret) => ({ edit: removal(secret, context.cluster) }));
      if (edit.act !== 'nothing') continue;
      if (removals > 0) removed.push({ what: `entries of PullPass in secret ${secretName}`, namespace });
      return;
    }
    throw comeBack();
  });
  return { namespaces, removed };
}

/** What of it is another's stays. Throws a Failure where that cannot be told. */
function removal(secret: V1Secret | undefined, cluster: string): Edit {
  const held = secret && readLeniently(secret);
  if (held === undefined && secret?.metadata?.annotations?.[clusterAnnotation] === cluster)
    throw unreadable();
  const marks = held && readMarks(held.annotations, held.config)?.marks;
  if (marks?.cluster !== cluster) return { act: 'nothing' };
  const config = merged(held?.config ?? { auths: {} }, marks.hosts, new Map());
  const isHeld = secret?.metadata?.deletionTimestamp !== undefined;
  // What a finalizer holds is emptied instead.
  if (marks.created && isBare(config) && !isHeld) return { act: 'delete' };
  // Without the annotations: what is applied no more is removed.
  return { act: 'write', config, annotations: {} };
}

function unreadable(): Failure {
  return new Failure(
    'conflict',
    `Secret ${namespace}/${secretName} has the marks of PullPass, but no docker config that can be read: whether its credentials are still in there is not known`,
    {
      remedy: `Put ${namespace}/${secretName} right, or delete it: "kubectl delete secret ${secretName} -n ${namespace}". PullPass looks again.`,
    },
  );
}

function comeBack(): Failure {
  return new Failure(
    'conflict',
    `The entries of PullPass are in secret ${namespace}/${secretName} again each time they are taken out`,
    {
      remedy: `Find what puts them back: "kubectl get secret ${secretName} -n ${namespace} --show-managed-fields -o yaml" tells who wrote last. The removal is tried again.`,
    },
  );
}
