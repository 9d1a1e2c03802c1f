import { Failure } from '../../failure.ts';
import type { ObjectMeta } from '../../kubernetes/objects.ts';
import type { TargetContext } from '../kind.ts';
import { besideAnnotation, isOurs } from './ownership.ts';

type Context = Pick<TargetContext, 'api' | 'cluster'>;

/**
 * Whether a secret was written by a version that wrote no complement beside it. It keeps its form until the complement
 * exists: somebody may depend on what only this form does.
 */
export async function standsAlone(
  { api, cluster }: Context,
  namespace: string,
  name: string,
): Promise<boolean> {
  const metadata = await api.readSecretMetadata({ namespace, name });
  return isOurs(metadata, cluster) && notedIn(metadata).length === 0;
}

/** Whether a secret is known never to have been written beside this one. */
export async function wasNeverBeside(
  { api, cluster }: Context,
  namespace: string,
  { name, beside }: { name: string; beside?: string },
): Promise<boolean> {
  if (beside === undefined) return false;
  return lacks(await api.readSecretMetadata({ namespace, name: beside }), name, cluster);
}

/** Whether a secret of this cluster notes no such complement. */
export function lacks(main: ObjectMeta | undefined, complement: string, cluster: string): boolean {
  return isOurs(main, cluster) && !notedIn(main).includes(complement);
}

/** The names of a secret's complements, by its own note. */
function notedIn({ annotations }: ObjectMeta = {}): string[] {
  return annotations?.[besideAnnotation]?.split(',') ?? [];
}

/** Why a complement could not be written, and what follows from that. */
export function besideFailure(failure: Failure, meanwhile: string | undefined): Failure {
  const { kind, message, remedy, status, lack } = failure;
  return new Failure(kind, message, { remedy, status, lack, meanwhile, cause: failure });
}
