import { consumerModules, consumerPrograms } from '../consumers/programs.ts';
import { controlPlaneBinaries } from '../controlplane/binaries.ts';
import { iamSimulateFolder } from './iamSimulate.ts';
import { otherNodes } from './otherNodes.ts';
import { pythonWith } from './python.ts';

export interface Tool {
  /** As a person would call it. */
  name: string;
  /** The npm scripts that cannot do without it. */
  neededBy: readonly ('check' | 'test:e2e')[];
  /** Resolves when it is in the cache, building it first if need be. @throws Error that says what to install */
  make: () => Promise<unknown>;
}

/**
 * Every tool that is costly to build and is kept in the cache. `npm run tools` makes them all in this order, the
 * quick ones first; .ci/run does so in the background while it runs what needs none of them.
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
