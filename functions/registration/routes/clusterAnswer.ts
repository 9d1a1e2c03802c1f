import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { kindOf } from '../../../shared/targets/kinds.ts';
import { type Answer, json } from '../http/answer.ts';
import { etag } from '../http/etag.ts';
import { toResource } from '../resource.ts';
import type { PreflightReport } from '../schemas.ts';

/** A cluster as it is now, with its ETag, what its targets do beside, and the preflight where there was one. */
export function clusterAnswer(
  status: number,
  record: ClusterRecord,
  report?: PreflightReport,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const body = {
    ...toResource(record),
    ...noticesOf(record),
    ...(report !== undefined && { preflight: report }),
  };
  return json(status, body, { etag: etag(record.version), ...headers });
}

export function created(record: ClusterRecord, report: PreflightReport): Answer {
  return clusterAnswer(201, record, report, { location: `/clusters/${record.name}` });
}

/** Nothing was stored. */
export function dryRunAnswer(record: ClusterRecord, report: PreflightReport | undefined): Answer {
  const preflight = report ?? { result: 'skipped', checks: [] };
  return json(200, { dryRun: true, ...noticesOf(record), preflight });
}

/** What the admin is to know of targets: effects beyond the secrets they write, and who reads these otherwise. */
function noticesOf({ spec }: ClusterRecord): { notices?: string[] } {
  const notices = spec.targets.flatMap((target) => kindOf(target).notices?.(target, spec.registries) ?? []);
  return notices.length > 0 ? { notices } : {};
}
