import { type Answer, jsonAnswer, textAnswer } from './answers.ts';
import type { ResourceRoute } from './route.ts';
import * as errors from './status.ts';

export const infrastructureGroup = 'config.openshift.io';

/**
 * The only object of OpenShift's API that PullPass reads: `infrastructures/cluster`. A cluster without a topology is
 * plain Kubernetes, which has no such API.
 * Source: https://github.com/openshift/api/blob/master/config/v1/types_infrastructure.go
 */
export function infrastructureAnswer(
  { version, resource, subresource, verb, name }: ResourceRoute,
  controlPlaneTopology: string | undefined,
): Answer {
  if (controlPlaneTopology === undefined || version !== 'v1') return textAnswer(404, '404 page not found\n');
  if (resource !== 'infrastructures' || subresource !== '') return textAnswer(404, '404 page not found\n');
  if (verb !== 'get') throw errors.methodNotAllowed();
  if (name !== 'cluster') {
    const error = errors.notFound(`${resource}.${infrastructureGroup}`, name);
    throw errors.failure(404, {
      message: error.message,
      reason: 'NotFound',
      details: { name, group: infrastructureGroup, kind: resource },
    });
  }
  return jsonAnswer(200, {
    apiVersion: `${infrastructureGroup}/v1`,
    kind: 'Infrastructure',
    metadata: { name },
    status: { controlPlaneTopology },
  });
}
