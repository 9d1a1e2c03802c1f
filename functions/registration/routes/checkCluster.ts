import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { Failure } from '../../../shared/failure.ts';
import { remedyFor } from '../../../shared/remedies.ts';
import { findCluster } from '../change/find.ts';
import { rememberCredential } from '../change/rememberCredential.ts';
import { json } from '../http/answer.ts';
import { nameOf, type Request } from '../http/event.ts';
import { credentialNotices } from '../notices/credentialNotices.ts';
import { otherNames } from '../notices/otherNames.ts';
import * as examples from '../openapi/examples.ts';
import { failed } from '../preflight/check.ts';
import { pushedTo } from '../preflight/pushedTo.ts';
import { type Checked, makePreflight } from '../preflight/requirePreflight.ts';
import type { Route } from '../route.ts';
import type { World } from '../world.ts';

/**
 * The preflight of a registered cluster with the credential in use: what a push would meet now, and whether the cluster
 * holds what it should. Answers 200 whatever it finds; changes nothing, neither in the cluster nor in its record. Works
 * for paused and deregistering clusters too.
 */
export const checkCluster: Route = {
  method: 'POST',
  path: '/clusters/{name}/check',
  id: 'checkCluster',
  summary: 'Make the preflight with the credential in use, and list what is in the cluster; changes nothing',
  answers: {
    200: {
      text: 'What was found, even if a check failed',
      schema: 'CheckResult',
      example: { preflight: examples.preflight, held: examples.held },
    },
  },
  problems: [404],
  handle: async (request, world) => {
    const name = nameOf(request);
    const record = await findCluster(world, name);
    const { report, facts, held } = await check(world, request, record);
    const found = { preflight: report, ...(held !== undefined && { held }) };
    if (facts === undefined) return json(200, found);

    // If it was rotated meanwhile, the facts belong to another credential.
    const now = await findCluster(world, name);
    if (now.kubeconfig.version === record.kubeconfig.version) await rememberCredential(world, record, facts);
    const notices = credentialNotices(facts, await otherNames(world.table, name, facts));
    return json(200, { ...(notices.length > 0 && { notices }), ...found });
  },
};

async function check(world: World, { answerBy, event }: Request, record: ClusterRecord): Promise<Checked> {
  const { name, spec, kubeconfig } = record;
  const pushed = pushedTo(record);
  try {
    const stored = await world.vault.read(name, kubeconfig.version);
    const options = { answerBy, event, dryRun: true, registered: true, ...(pushed && { pushed }) };
    return await makePreflight(world, { spec, kubeconfig: stored }, options);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { kind, message, remedy } = error;
    const check = failed('kubeconfig', kind, message, remedyFor(remedy, { name, registered: true }));
    return { report: { result: 'failed', checks: [check] } };
  }
}
