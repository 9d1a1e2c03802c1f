import type { ClusterEvent } from '../../../shared/clusters/store/events.ts';
import type { HttpEvent } from '../http/event.ts';
import type { World } from '../world.ts';
import { audit } from './audit.ts';
import type { Changed, ChangeOptions } from './changed.ts';
import { pushNow } from './pushNow.ts';
import { rememberCredential } from './rememberCredential.ts';

/** A change that was decided and checked. */
export interface Decided {
  changed: Changed;
  /** Stores the record and, if changed, the kubeconfig; false if somebody else was faster. */
  store: () => Promise<boolean>;
  /** Whether the record now names another credential. */
  isNewCredential?: boolean;
  push: boolean;
  trail: Pick<ClusterEvent, 'type' | 'message'>;
}

/**
 * Stores a change, saves what was learned of the credential, pushes, and writes the trail. Undefined if somebody else
 * was faster. A dry run does none of this. Throws a Problem.
 */
export async function carryOut(
  world: World,
  event: HttpEvent,
  { changed, store, isNewCredential, push, trail }: Decided,
  { dryRun = false }: Pick<ChangeOptions, 'dryRun'>,
): Promise<Changed | undefined> {
  const { record, facts } = changed;
  if (dryRun) return changed;
  if (!(await store())) return undefined;
  if (isNewCredential || facts !== undefined) await rememberCredential(world, record, facts);
  if (push) await pushNow(world, record);
  await audit(world, event, record.name, trail.type, trail.message);
  return changed;
}
