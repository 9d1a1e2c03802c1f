import { nameTargets } from '../targets/nameTargets.ts';
import { type ClusterSpec, clusterSpecObject } from './spec.ts';

/**
 * The spec in a body or a record: only what can be set, without the kubeconfig and without fields that only answers
 * have. Each target has a name.
 */
export function specOf<Body extends ClusterSpec>(body: Body): ClusterSpec {
  const fields = Object.entries(body).filter(([field]) => Object.hasOwn(clusterSpecObject.shape, field));
  return { ...(Object.fromEntries(fields) as ClusterSpec), targets: nameTargets(body.targets) };
}
