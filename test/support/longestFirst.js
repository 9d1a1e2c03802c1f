import { createRequire } from 'node:module';

const jest = createRequire(import.meta.resolve('jest'));
const core = createRequire(jest.resolve('@jest/core'));
const { default: Sequencer } = core('@jest/test-sequencer');

/** The files that take longest, longest first. */
const longest = [
  'chaos/generated-2',
  'chaos/generated-3',
  'chaos/generated-4',
  'chaos/generated-1',
  'chaos/faults',
  'chaos/deaths',
  'chaos/renewalDeaths',
  'chaos/counterexamples',
  'e2e/alarms',
  'e2e/program',
  'e2e/pullpass',
  'e2e/schemathesis',
  'e2e/package',
  'e2e/smoke',
  'e2e/permissions',
  'e2e/deployments',
  'e2e/truth',
  'e2e/terminal',
  'e2e/kubectl',
  'e2e/targets',
  'e2e/rbac',
  'e2e/recovery',
  'e2e/registries',
  'e2e/widget',
  'e2e/start/once',
  'e2e/start/live',
  'e2e/start/kubeconfig',
  'integration/targets/permissions',
  'infra/roles',
  'integration/cli/bootstrap',
  'integration/cli/rotate',
  'integration/cli/fleetfile',
  'integration/recovery/redrive',
  'infra/bundles',
  'integration/push/hangingTargets',
  'integration/registration/change',
  'integration/registration/preflight',
  'integration/scaling/effort',
  'integration/widget/pages',
  'integration/registration/beside',
  'infra/networks',
].map((name) => `/test/${name}.test.ts`);

/**
 * Begins with what takes longest, so that no worker is left with it at the end. By default jest goes by the times of an
 * earlier run, and in a new clone by file size: files that only name their scenarios would come last.
 */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const place = longest.findIndex((name) => path.endsWith(name));
      return place < 0 ? longest.length : place;
    };
    return super.sort(tests).sort((one, other) => rank(one) - rank(other));
  }
}
