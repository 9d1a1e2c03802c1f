import type * as z from 'zod';
import type { plan, plannedRemoval, plannedWrite } from '../api/plan.ts';

/** What a target writes, by its spec. Which namespaces these are is only known during a push. */
export type PlannedWrite = z.infer<typeof plannedWrite>;

/** Something that is removed from the cluster, or stays there without being renewed. */
export type PlannedRemoval = z.infer<typeof plannedRemoval>;

/** What a change does to the cluster, derived from the specs alone: the cluster is not asked. */
export type Plan = z.infer<typeof plan>;

export const nothingPlanned: Plan = { writes: [], removes: [], leaves: [] };
