import type * as z from 'zod';
import type { ClusterSpec } from '../../../shared/clusters/spec.ts';
import type { replacementBody } from '../schemas.ts';

/** The spec in a body: without the kubeconfig, and without what only answers say. */
export function specOf(body: z.infer<typeof replacementBody>): ClusterSpec {
  const { kubeconfig: _, status: __, version: ___, preflight: ____, ...spec } = body;
  return spec;
}
