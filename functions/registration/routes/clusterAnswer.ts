import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { type Answer, json } from '../http/answer.ts';
import { etag } from '../http/etag.ts';
import { toResource } from '../resource.ts';
import type { PreflightReport } from '../schemas.ts';

/** A cluster as it is now, with its ETag, and with the preflight where there was one. */
export function clusterAnswer(
  status: number,
  record: ClusterRecord,
  report?: PreflightReport,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const body = { ...toResource(record), ...(report !== undefined && { preflight: report }) };
  return json(status, body, { etag: etag(record.version), ...headers });
}

export function created(record: ClusterRecord, report: PreflightReport): Answer {
  return clusterAnswer(201, record, report, { location: `/clusters/${record.name}` });
}

/** Nothing was stored. */
export function dryRunAnswer(report: PreflightReport | undefined): Answer {
  return json(200, { dryRun: true, preflight: report ?? { result: 'skipped', checks: [] } });
}
