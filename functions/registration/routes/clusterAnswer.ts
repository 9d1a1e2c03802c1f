import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import type { Plan } from '../../../shared/plan/plan.ts';
import { kindOf } from '../../../shared/targets/kinds.ts';
import { type Answer, json } from '../http/answer.ts';
import { etag } from '../http/etag.ts';
import { toResource } from '../resource.ts';
import type { PreflightReport } from '../schemas.ts';

/** What was done to a cluster, or would be. */
export interface Changed {
  record: ClusterRecord;
  /** Absent where nothing changed that the cluster would notice. */
  report?: PreflightReport;
  plan: Plan;
}

/** A cluster as it is now, with its ETag and what its targets do beside. */
export function clusterAnswer(record: ClusterRecord): Answer {
  return json(200, { ...toResource(record), ...noticesOf(record) }, { etag: etag(record.version) });
}

/** The cluster after a change, with what the change does to it, and the preflight where there was one. */
export function changedAnswer(
  status: number,
  { record, report, plan }: Changed,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const body = {
    ...toResource(record),
    ...noticesOf(record),
    ...(report !== undefined && { preflight: report }),
    plan,
  };
  return json(status, body, { etag: etag(record.version), ...headers });
}

export function created(changed: Changed): Answer {
  return changedAnswer(201, changed, { location: `/clusters/${changed.record.name}` });
}

/** Nothing was stored. */
export function dryRunAnswer({ record, report, plan }: Changed): Answer {
  const preflight = report ?? { result: 'skipped', checks: [] };
  return json(200, { dryRun: true, ...noticesOf(record), preflight, plan });
}

/** What the admin is to know of targets: effects beyond the secrets they write, and who reads these otherwise. */
function noticesOf({ spec }: ClusterRecord): { notices?: string[] } {
  const notices = spec.targets.flatMap((target) => kindOf(target).notices?.(target, spec.registries) ?? []);
  return notices.length > 0 ? { notices } : {};
}
