import { expect, test } from '@jest/globals';
import { readDenial } from '../../../shared/registries/proof/denial.ts';
import { refusal } from '../../../shared/registries/refusal.ts';
import type { Registry } from '../../../shared/registries/schema.ts';

const registry: Registry = { name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' };
const credential = { username: 'AWS', password: 'the-token' };
const asked =
  'User: arn:aws:sts::123456789012:assumed-role/pullpass-prod-PushRole/pullpass-prod-push is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:eu-west-1:123456789012:repository/team/app';
const action = 'ecr:BatchGetImage action';

/**
 * AWS's words for each kind of policy.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
test.each([
  [`because no identity-based policy allows the ${action}`, /deploy parameter pullRepositories/],
  [`because no resource-based policy allows the ${action}`, /by the policy of the repository too/],
  [`because no permissions boundary allows the ${action}`, /^Let that policy allow/],
  [`because no service control policy allows the ${action}`, /^Let that policy allow/],
  [`because no resource control policy allows the ${action}`, /^Let that policy allow/],
  [`because no session policy allows the ${action}`, /^Let that policy allow/],
  [`because no VPC endpoint policy allows the ${action}`, /^Let the policy of the VPC endpoint allow/],
  ['with an explicit deny in an identity-based policy', /^Take the deny out of that policy/],
  ['with an explicit deny in a permissions boundary', /^Take the deny out of that policy/],
  ['with an explicit deny in a service control policy', /^Take the deny out of that policy/],
  ['with an explicit deny in a VPC endpoint policy', /^Take the deny out of that policy/],
])('a pull is refused %s: the message says so, and the remedy names that policy', (because, remedy) => {
  const body = JSON.stringify({ errors: [{ code: 'DENIED', message: `${asked} ${because}` }] });
  const denial = readDenial(body, credential);
  expect(denial?.because).toBe(because);
  const refused = { host: 'h', image: 'h/team/app:1', by: '403 from h', denial, wasAccepted: false };
  const failure = refusal(registry, refused as never);
  expect(failure.message).toContain(because);
  expect(failure.remedy).toMatch(remedy);
});
