import type { V1Secret } from '@kubernetes/client-node/dist/gen/models/V1Secret.js';
import { eachNamespace } from '../eachNamespace.ts';
import type { TargetContext, TargetResult } from '../kind.ts';
import { isBare, merged } from './config.ts';
import { type Edit, editSecret, namespace, secretName } from './editSecret.ts';
import { readMarks } from './marks.ts';
import { readLeniently } from './read.ts';

/**
 * Takes our entries out of the secret, and deletes one that PullPass made and in which nothing of others is left. At
 * once, whenever it was last written: a person asked for it.
 */
export async function remove(context: TargetContext): Promise<TargetResult> {
  if (context.keeps.secret(namespace, secretName)) return { namespaces: [{ namespace, result: 'ready' }] };
  const namespaces = await eachNamespace([{ name: namespace, terminating: false }], context, async () => {
    await editSecret(context, (secret) => ({ edit: removal(secret, context.cluster) }));
  });
  return { namespaces };
}

/** What of it is another's, or can be read no more, stays. */
function removal(secret: V1Secret | undefined, cluster: string): Edit {
  const held = secret && readLeniently(secret);
  const marks = held && readMarks(held.annotations, held.config)?.marks;
  if (marks?.cluster !== cluster) return { act: 'nothing' };
  const config = merged(held?.config ?? { auths: {} }, marks.hosts, new Map());
  if (marks.created && isBare(config)) return { act: 'delete' };
  // Without the annotations: what is applied no more is removed.
  return { act: 'write', config, annotations: {} };
}
