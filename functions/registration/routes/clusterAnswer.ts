import { toResource } from '../../../shared/api/toResource.ts';
import type { CredentialFacts } from '../../../shared/clusters/credentialFacts.ts';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import type { Changed, ChangeOptions } from '../change/changed.ts';
import { type Answer, json } from '../http/answer.ts';
import { etag } from '../http/etag.ts';
import { noticesOf } from '../notices/noticesOf.ts';
import type { World } from '../world.ts';

/** A cluster as it is now, with its ETag and its notices. */
export async function clusterAnswer(world: World, record: ClusterRecord): Promise<Answer> {
  const body = { ...toResource(record, world.renewal), ...(await noticed(world, record)) };
  return json(200, body, { etag: etag(record.version) });
}

interface Answering {
  /** Default: 200. */
  status?: number;
  /** Then nothing was stored, and the answer is 200 with what would be done. */
  dryRun?: boolean | undefined;
  location?: string | undefined;
}

/** The cluster after a change, with what the change does to it, and the preflight where there was one. */
export async function changedAnswer(
  world: World,
  { record, report, plan, facts }: Changed,
  { status = 200, dryRun = false, location }: Answering,
): Promise<Answer> {
  const notices = await noticed(world, record, facts);
  if (dryRun) {
    const preflight = report ?? { result: 'skipped', checks: [] };
    return json(200, { dryRun: true, ...notices, preflight, plan });
  }
  const cluster = { ...toResource(record, world.renewal), ...notices };
  return json(
    status,
    { ...cluster, ...(report !== undefined && { preflight: report }), plan },
    { etag: etag(record.version), ...(location !== undefined && { location }) },
  );
}

/** The cluster that was just registered. */
export function registeredAnswer(
  world: World,
  registered: Changed,
  { dryRun }: Pick<ChangeOptions, 'dryRun'>,
): Promise<Answer> {
  return changedAnswer(world, registered, {
    status: 201,
    dryRun,
    location: `/clusters/${registered.record.name}`,
  });
}

async function noticed(
  world: World,
  record: ClusterRecord,
  facts?: CredentialFacts,
): Promise<{ notices?: string[] }> {
  const notices = await noticesOf(world, record, facts);
  return notices.length > 0 ? { notices } : {};
}
