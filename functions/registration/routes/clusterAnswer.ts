import { toResource } from '../../../shared/api/toResource.ts';
import type { CredentialFacts } from '../../../shared/clusters/credentialFacts.ts';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import type { Changed } from '../change/changed.ts';
import { type Answer, json } from '../http/answer.ts';
import { etag } from '../http/etag.ts';
import { noticesOf } from '../notices/noticesOf.ts';
import type { World } from '../world.ts';

/** A cluster as it is now, with its ETag and its notices. */
export async function clusterAnswer(world: World, record: ClusterRecord): Promise<Answer> {
  const body = { ...toResource(record, world.renewal), ...(await noticed(world, record)) };
  return json(200, body, { etag: etag(record.version) });
}

/** The cluster after a change, with the plan, and the preflight if there was one. */
export async function changedAnswer(
  world: World,
  status: number,
  { record, report, plan, facts }: Changed,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const body = {
    ...toResource(record, world.renewal),
    ...(await noticed(world, record, facts)),
    ...(report !== undefined && { preflight: report }),
    plan,
  };
  return json(status, body, { etag: etag(record.version), ...headers });
}

export function created(world: World, changed: Changed): Promise<Answer> {
  return changedAnswer(world, 201, changed, { location: `/clusters/${changed.record.name}` });
}

/** Nothing was stored. */
export async function dryRunAnswer(world: World, changed: Changed): Promise<Answer> {
  const { record, report, plan, facts } = changed;
  const preflight = report ?? { result: 'skipped', checks: [] };
  return json(200, { dryRun: true, ...(await noticed(world, record, facts)), preflight, plan });
}

async function noticed(
  world: World,
  record: ClusterRecord,
  facts?: CredentialFacts,
): Promise<{ notices?: string[] }> {
  const notices = await noticesOf(world, record, facts);
  return notices.length > 0 ? { notices } : {};
}
