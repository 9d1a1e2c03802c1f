import { consumerModules, consumerPrograms } from '../consumers/programs.ts';
import { controlPlaneBinaries } from '../controlplane/binaries.ts';
import { iamSimulateFolder } from './iamSimulate.ts';
import { otherNodes } from './otherNodes.ts';
import { pythonWith } from './python.ts';

export interface Tool {
  /** Its usual name. */
  name: string;
  /** The npm scripts that need it. */
  neededBy: readonly ('check' | 'test:e2e')[];
  /** Resolves when it is in the cache, after building it if necessary. @throws Error that says what to install */
  make: () => Promise<unknown>;
}

/**
 * Every tool that is expensive to build and kept in the cache. `npm run tools` makes them all in this order, quick ones
 * first; .ci/run does so in the background while it runs what needs none of them.
 */
export const tools: readonly Tool[] = [
  { name: 'cfn-lint', neededBy: ['check'], make: () => pythonWith('cfn-lint') },
  { name: 'iam-simulate', neededBy: ['check'], make: iamSimulateFolder },
  { name: 'other versions of Node', neededBy: ['test:e2e'], make: otherNodes },
  { name: 'MiniStack, the emulated AWS', neededBy: ['test:e2e'], make: () => pythonWith('ministack') },
  { name: 'Schemathesis', neededBy: ['test:e2e'], make: () => pythonWith('schemathesis') },
  { name: 'kube-apiserver, etcd and kubectl', neededBy: ['test:e2e'], make: controlPlaneBinaries },
  ...consumerModules.map((module) => ({
    name: `the consumers’ own code: ${module}`,
    neededBy: ['test:e2e'] as const,
    make: () => consumerPrograms(module),
  })),
];
