import type { Asking, Lack, RbacPlan } from './plan.ts';

/** What this admin may not do of a plan: asked by dry runs, so that nothing is written. */
export async function mayGrant(_api: Asking, _plan: RbacPlan): Promise<Lack[]> {
  return [];
}
