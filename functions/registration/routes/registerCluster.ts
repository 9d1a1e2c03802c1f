import { registrationBody } from '../../../shared/api/schemas.ts';
import { specOf } from '../../../shared/clusters/specOf.ts';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { register, taken } from '../change/register.ts';
import { readJson } from '../http/body.ts';
import * as common from '../openapi/answers.ts';
import * as examples from '../openapi/examples.ts';
import { readKubeconfig } from '../readKubeconfig.ts';
import type { Route } from '../route.ts';
import { validate } from '../validation/validate.ts';
import { registeredAnswer } from './clusterAnswer.ts';
import { changeOptions } from './options.ts';

export const registerCluster: Route = {
  method: 'POST',
  path: '/clusters',
  id: 'registerCluster',
  summary: 'Register a cluster, after checking everything that a push needs',
  query: ['preflight', 'dryRun'],
  body: { schema: 'Registration', example: examples.registration },
  answers: {
    200: common.dryRun,
    201: common.registered,
  },
  problems: [409],
  handle: async (request, world) => {
    const options = changeOptions(request);
    const body = validate(registrationBody, readJson(request.event));
    const spec = specOf(body);
    if ((await readCluster(world.table, spec.name)) !== undefined) throw taken(spec.name);

    const kubeconfig = readKubeconfig(world, body.kubeconfig, spec.context);
    const registered = await register(world, request, { spec, kubeconfig }, options);
    if (registered === undefined) throw taken(spec.name);
    return registeredAnswer(world, registered, options);
  },
};
