import { expect, test } from '@jest/globals';
import { asCommands } from '../../../shared/api/asCommands.ts';

test.each([
  ['GET /clusters lists those that are registered.', 'pullpass list lists those that are registered.'],
  [
    'Send a kubeconfig with another credential by PUT /clusters/prod-eu-1/kubeconfig.',
    'Send a kubeconfig with another credential by pullpass rotate prod-eu-1 --kubeconfig FILE.',
  ],
  [
    'A cluster has at least one. POST /clusters/a/pause stops its pushes; DELETE /clusters/a removes what PullPass wrote there, and forgets the cluster.',
    'A cluster has at least one. pullpass pause a stops its pushes; pullpass deregister a removes what PullPass wrote there, and forgets the cluster.',
  ],
  [
    'DELETE /clusters/a tries again at once; DELETE /clusters/a?force=true forgets it, and leaves everything in the cluster.',
    'pullpass deregister a tries again at once; pullpass deregister a --force forgets it, and leaves everything in the cluster.',
  ],
  [
    'It has main. PUT /clusters/a/registries/NAME adds one.',
    'It has main. pullpass registry add a NAME adds one.',
  ],
  [
    'Take it out of that target first, such as with PUT /clusters/a/targets/apps.',
    'Take it out of that target first, such as with pullpass target add a apps.',
  ],
  ['DELETE /clusters/a/removals gives it up.', 'pullpass removals a --give-up gives it up.'],
  [
    'Try again, and see GET /clusters/a/events for who else changes it.',
    'Try again, and see pullpass events a for who else changes it.',
  ],
  ['or skip the checks with ?preflight=false.', 'or skip the checks with --no-preflight.'],
  [
    'Correct the fields that "errors" names. GET /openapi.json has the schema.',
    'docs/api.md has all fields.',
  ],
])('%s', (said, told) => {
  expect(asCommands(said)).toBe(told);
});

test('commands can be quoted', () => {
  expect(asCommands('Set it by PUT /clusters/a/targets/apps, or with ?force=true.', '`')).toBe(
    'Set it by `pullpass target add a apps`, or with --force.',
  );
});

test('a request to a cluster itself stays as it was', () => {
  const said = 'GET /api/v1/namespaces at 127.0.0.1:6443 answered 403: namespaces is forbidden';
  expect(asCommands(said)).toBe(said);
});
