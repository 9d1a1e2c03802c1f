import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { invalid } from '../validation/validate.ts';

/** A cluster keeps the name it was registered under; a target or registry keeps the name in its path. */
export function refuseOtherName(inPath: string, inBody: unknown, one = 'cluster'): void {
  if (inBody === inPath) return;
  throw invalid([
    {
      pointer: '/name',
      message: `is not the name in the path; a ${one} keeps its name`,
      expected: 'the name in the path',
      received: 'another name',
    },
  ]);
}

/** Only the context in use was stored, so no other can be chosen. */
export function refuseNewContext({ name, spec }: ClusterRecord, context: string | undefined): void {
  if (context === spec.context) return;
  throw invalid([
    {
      pointer: '/context',
      message: `cannot change without the kubeconfig, of which only the context in use was kept: send both to PUT /clusters/${name}/kubeconfig`,
      expected: 'the context in use, or a kubeconfig beside it',
      received: 'another context',
    },
  ]);
}
