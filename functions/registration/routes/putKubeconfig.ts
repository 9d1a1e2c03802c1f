import { rotationBody } from '../../../shared/api/schemas.ts';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { applyChange, type Wanted } from '../change/applyChange.ts';
import { findCluster } from '../change/find.ts';
import { readJson } from '../http/body.ts';
import { nameOf } from '../http/event.ts';
import * as common from '../openapi/answers.ts';
import * as examples from '../openapi/examples.ts';
import { readKubeconfig, withToken } from '../readKubeconfig.ts';
import type { Route } from '../route.ts';
import { validate } from '../validation/validate.ts';
import { changedAnswer } from './clusterAnswer.ts';
import { changeOptions } from './options.ts';

/**
 * Rotates the credential. Looks for the context in use in the new kubeconfig too, unless another is named: a file whose
 * current-context happens to be another cluster is refused. A token alone is used with the present server.
 */
export const putKubeconfig: Route = {
  method: 'PUT',
  path: '/clusters/{name}/kubeconfig',
  id: 'rotateKubeconfig',
  summary: 'Replace the credential in use, after a preflight',
  query: ['preflight', 'dryRun'],
  ifMatch: true,
  body: { schema: 'Rotation', example: examples.rotation },
  answers: { 200: common.changed },
  problems: [404, 409],
  handle: async (request, world) => {
    const name = nameOf(request);
    const options = changeOptions(request);
    const body = validate(rotationBody, readJson(request.event));
    await findCluster(world, name);

    const rotate = async ({
      spec: { context: before, ...spec },
      kubeconfig,
    }: ClusterRecord): Promise<Wanted> => {
      const context = body.context === undefined ? before : (body.context ?? undefined);
      return {
        spec: { ...spec, ...(context !== undefined && { context }) },
        kubeconfig:
          body.token === undefined
            ? readKubeconfig(world, body.kubeconfig ?? '', context)
            : {
                ...withToken(world, await world.vault.read(name, kubeconfig.version), body.token),
                ...(kubeconfig.cluster !== undefined && { cluster: kubeconfig.cluster }),
              },
      };
    };
    const applied = await applyChange(world, request, name, rotate, options);
    return changedAnswer(world, applied, options);
  },
};
