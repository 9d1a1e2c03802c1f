import type { V1ObjectMeta } from '@kubernetes/client-node/dist/gen/models/V1ObjectMeta.js';
import { Failure } from '../../failure.ts';
import type { TargetContext } from '../kind.ts';
import { besideAnnotation, isOurs } from './ownership.ts';
import { metadataOf } from './removeSecret.ts';

type Context = Pick<TargetContext, 'api' | 'cluster'>;

/**
 * Whether a secret was written by a version that wrote no complement beside it. It keeps its form until the complement
 * exists: somebody may depend on what only this form does.
 */
export async function standsAlone(context: Context, namespace: string, name: string): Promise<boolean> {
  const metadata = await metadataOf(context, namespace, name);
  return isOurs(metadata, context.cluster) && notedIn(metadata).length === 0;
}

/** Whether a secret is known never to have been written beside this one. */
export async function wasNeverBeside(
  context: Context,
  namespace: string,
  { name, beside }: { name: string; beside?: string },
): Promise<boolean> {
  if (beside === undefined) return false;
  const metadata = await metadataOf(context, namespace, beside);
  return isOurs(metadata, context.cluster) && !notedIn(metadata).includes(name);
}

/** The names of a secret's complements, by its own note. */
export function notedIn({ annotations }: V1ObjectMeta = {}): string[] {
  return annotations?.[besideAnnotation]?.split(',') ?? [];
}

/** Why a complement could not be written, and what follows from that. */
export function besideFailure(failure: Failure, meanwhile: string | undefined): Failure {
  const { kind, message, remedy, status, lack } = failure;
  return new Failure(kind, message, { remedy, status, lack, meanwhile, cause: failure });
}
