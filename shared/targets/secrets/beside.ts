import type { V1ObjectMeta } from '@kubernetes/client-node/dist/gen/models/V1ObjectMeta.js';
import { Failure } from '../../failure.ts';
import type { TargetContext } from '../kind.ts';
import { besideAnnotation, isOurs } from './ownership.ts';
import { metadataOf } from './removeSecret.ts';

type Context = Pick<TargetContext, 'api' | 'cluster'>;

/**
 * Whether a secret is of a version that wrote nothing beside it. Until what belongs beside it is there, it keeps that
 * form: somebody may need what it alone does.
 */
export async function standsAlone(context: Context, namespace: string, name: string): Promise<boolean> {
  const metadata = await metadataOf(context, namespace, name);
  return isOurs(metadata, context.cluster) && notedIn(metadata).length === 0;
}

/** Whether it is known that a secret was never written beside another one. */
export async function wasNeverBeside(
  context: Context,
  namespace: string,
  { name, beside }: { name: string; beside?: string },
): Promise<boolean> {
  if (beside === undefined) return false;
  const metadata = await metadataOf(context, namespace, beside);
  return isOurs(metadata, context.cluster) && !notedIn(metadata).includes(name);
}

/** The names of the secrets that stand beside one, as it says itself. */
export function notedIn({ annotations }: V1ObjectMeta = {}): string[] {
  return annotations?.[besideAnnotation]?.split(',') ?? [];
}

/** Why a secret could not be written beside another one, and what that means. */
export function besideFailure(failure: Failure, meanwhile: string | undefined): Failure {
  const { kind, message, remedy, status, lack } = failure;
  return new Failure(kind, message, { remedy, status, lack, meanwhile, cause: failure });
}
