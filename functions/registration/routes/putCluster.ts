import { isDeepStrictEqual } from 'node:util';
import { replacementBody } from '../../../shared/api/schemas.ts';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import type { ClusterSpec } from '../../../shared/clusters/spec.ts';
import { specOf } from '../../../shared/clusters/specOf.ts';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { Failure } from '../../../shared/failure.ts';
import type { Kubeconfig } from '../../../shared/kubeconfig/kubeconfig.ts';
import { applyChange, type Wanted } from '../change/applyChange.ts';
import { register, taken } from '../change/register.ts';
import { header, readJson } from '../http/body.ts';
import { changedMeanwhile, ifMatch } from '../http/etag.ts';
import { nameOf } from '../http/event.ts';
import { Problem } from '../http/problem.ts';
import * as common from '../openapi/answers.ts';
import * as examples from '../openapi/examples.ts';
import { readKubeconfig } from '../readKubeconfig.ts';
import type { Route } from '../route.ts';
import { invalid, validate } from '../validation/validate.ts';
import type { World } from '../world.ts';
import { changedAnswer, registeredAnswer } from './clusterAnswer.ts';
import { refuseNewContext, refuseOtherName } from './immutable.ts';
import { changeOptions } from './options.ts';

/** Creates or replaces. Sent twice, the second request changes nothing: no version, no event, no push. */
export const putCluster: Route = {
  method: 'PUT',
  path: '/clusters/{name}',
  id: 'putCluster',
  summary: 'Register or replace a cluster; sending it twice changes nothing the second time',
  query: ['preflight', 'dryRun'],
  ifMatch: true,
  ifNoneMatch: true,
  body: { schema: 'Replacement', example: examples.registration },
  answers: { 200: common.changed, 201: common.registered },
  problems: [409],
  handle: async (request, world) => {
    const { event } = request;
    const name = nameOf(request);
    const options = changeOptions(request);
    const body = validate(replacementBody, readJson(event));
    refuseOtherName(name, body.name);
    const spec = specOf(body);
    const kubeconfig =
      body.kubeconfig === undefined ? undefined : readKubeconfig(world, body.kubeconfig, spec.context);

    if ((await readCluster(world.table, name)) === undefined) {
      if (header(event, 'if-match') !== undefined) throw changedMeanwhile(name, undefined);
      if (kubeconfig === undefined) throw kubeconfigNeeded(name);
      const registered = await register(world, request, { spec, kubeconfig }, options);
      if (registered !== undefined) return registeredAnswer(world, registered, options);
      // Somebody has just registered it: then this replaces it.
    }
    if (header(event, 'if-none-match')?.trim() === '*') throw taken412(name);
    ifMatch(event);
    const replace = (record: ClusterRecord) => replacement(world, record, spec, kubeconfig);
    const applied = await applyChange(world, request, name, replace, options);
    return changedAnswer(world, applied, options);
  },
};

async function replacement(
  world: World,
  record: ClusterRecord,
  spec: ClusterSpec,
  kubeconfig: Kubeconfig | undefined,
): Promise<Wanted> {
  if (kubeconfig === undefined) {
    const { context = record.spec.context, ...rest } = spec;
    refuseNewContext(record, context);
    return { spec: { ...rest, ...(context !== undefined && { context }) } };
  }
  const same = isDeepStrictEqual(await inUse(world, record), kubeconfig);
  return { spec, ...(!same && { kubeconfig }) };
}

/** Undefined if it cannot be read: then the new one repairs it. */
async function inUse(world: World, { name, kubeconfig }: ClusterRecord): Promise<Kubeconfig | undefined> {
  try {
    return await world.vault.read(name, kubeconfig.version);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

function kubeconfigNeeded(name: string): Problem {
  return invalid([
    {
      pointer: '/kubeconfig',
      message: `is missing, and there is no cluster "${name}" whose kubeconfig could be kept`,
      expected: 'a string',
      received: 'nothing',
    },
  ]);
}

function taken412(name: string): Problem {
  return new Problem(412, 'precondition-failed', taken(name).message, {
    remedy: 'Leave out If-None-Match to replace it.',
  });
}
