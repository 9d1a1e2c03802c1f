import type { Asking, OnDone, RbacPlan } from './plan.ts';

/** Does what a plan says. Rejects at the first object that cannot be written: `onDone` was told what is done. */
export async function applyRbac(_api: Asking, _plan: RbacPlan, _onDone: OnDone): Promise<void> {}
