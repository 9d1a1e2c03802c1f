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
  'infra/roles',
  'integration/targets/permissions',
  'integration/cli/bootstrap',
  'integration/cli/rotate',
  'integration/registration/consumers',
  'integration/widget/pages',
  'infra/packaging',
  'integration/recovery/upgrade',
  'integration/scaling/effort',
  'integration/cli/fleetfile',
  'integration/cli/doctor',
  'integration/widget/local',
  'unit/kubeconfig/parse.fuzz',
  'integration/push/push',
  'integration/registration/change',
  'integration/registration/largeLists',
  'integration/start/flags',
  'integration/refresh/tick',
  'integration/aws/startAndStop',
  'infra/loadedLater',
  'integration/targets/globalPullSecret',
  'integration/targets/removal',
  'integration/push/uncovered',
  'integration/kubernetes/hostile',
  'integration/registration/parts',
  'integration/registration/check',
  'integration/targets/change',
  'integration/recovery/redrive',
  'integration/cli/target',
  'integration/cli/pages',
  'infra/deploying',
  'integration/push/echo',
  'integration/kubernetes-contract/simulated',
  'integration/cli/permissionsApplied',
].map(pathOf);

/** The files that mostly wait, for limits that must pass. Two of them at a time would leave a core with nothing to do. */
const waiting = [
  'integration/push/hangingTargets',
  'integration/push/lateWrites',
  'integration/registration/preflight',
  'integration/aws/faults',
  'integration/aws/eventSource',
  'integration/kubernetes-contract/withoutSockets',
  'integration/kubernetes/whoFailed',
  'integration/push/handler',
  'integration/registration/sites',
  'integration/bench/hanging',
].map(pathOf);

/** So many others begin between two that wait. */
const between = 5;

/**
 * Begins with what takes longest, so that no worker is left with it at the end, and spreads what waits over the rest.
 * By default jest goes by the times of an earlier run, and in a new clone by file size: files that only name their
 * scenarios would come last.
 */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const waits = inOrder(
      waiting,
      sorted.filter(({ path }) => placeIn(waiting, path) < waiting.length),
    );
    const others = inOrder(
      longest,
      sorted.filter((test) => !waits.includes(test)),
    );
    const spread = others.flatMap((test, at) => [...(at % between === 0 ? waits.splice(0, 1) : []), test]);
    return [...spread, ...waits];
  }
}

function pathOf(name) {
  return `/test/${name}.test.ts`;
}

const placeIn = (names, path) => {
  const place = names.findIndex((name) => path.endsWith(name));
  return place < 0 ? names.length : place;
};

const inOrder = (names, tests) =>
  tests.toSorted((one, other) => placeIn(names, one.path) - placeIn(names, other.path));
