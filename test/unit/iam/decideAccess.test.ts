import { expect, test } from '@jest/globals';
import { type AccessDecision, decideAccess } from '../../../local/aws/iam/decideAccess.ts';
import type { Statement } from '../../../local/aws/iam/policy.ts';

const account = '111111111111';
const roleArn = `arn:aws:iam::${account}:role/pullpass-prod-PushRole`;
const arn = `arn:aws:sts::${account}:assumed-role/pullpass-prod-PushRole/pullpass-prod-push`;
const own = `arn:aws:ecr:eu-west-1:${account}:repository/team/app`;
const foreign = 'arn:aws:ecr:eu-west-1:222222222222:repository/team/app';
const action = 'ecr:BatchGetImage';

const allow = (fields: Partial<Statement> = {}): Statement => ({
  Effect: 'Allow',
  Action: action,
  Resource: '*',
  ...fields,
});
const deny = (fields: Partial<Statement> = {}): Statement => ({ ...allow(fields), Effect: 'Deny' });
/** In a repository's own policy. */
const lets = (Principal: Statement['Principal'], Effect: Statement['Effect'] = 'Allow'): Statement => ({
  Effect,
  ...(Principal && { Principal }),
  Action: ['ecr:BatchGetImage'],
});

const decide = (resource: string, identity: Statement[], ofRepository?: Statement[]): AccessDecision =>
  decideAccess(
    { caller: { arn, roleArn, account }, action, resource },
    {
      identity: [{ Statement: identity }],
      resource: ofRepository && { Statement: ofRepository },
    },
  );

const yes = { allowed: true };
const byIdentity = 'because no identity-based policy allows the ecr:BatchGetImage action';
const byResource = 'because no resource-based policy allows the ecr:BatchGetImage action';

test.each<[string, AccessDecision, object]>([
  ['nothing allows it', decide(own, []), { allowed: false, because: byIdentity }],
  [
    'the role may mint and nothing else',
    decide(own, [allow({ Action: 'ecr:GetAuthorizationToken' })]),
    { allowed: false, because: byIdentity },
  ],
  ['the role may pull', decide(own, [allow()]), yes],
  ['the repository lets the role in', decide(own, [], [lets({ AWS: roleArn })]), yes],
  ['the repository lets the session in', decide(own, [], [lets({ AWS: ['x', arn] })]), yes],
  ['the repository lets anybody in', decide(own, [], [lets('*')]), yes],
  [
    'the repository names the account, which alone lets nobody in',
    decide(own, [], [lets({ AWS: account })]),
    { allowed: false, because: byIdentity },
  ],
  [
    'across accounts, the role alone may',
    decide(foreign, [allow()]),
    { allowed: false, because: byResource },
  ],
  [
    'across accounts, the repository alone lets it',
    decide(foreign, [], [lets({ AWS: roleArn })]),
    { allowed: false, because: byIdentity },
  ],
  ['across accounts, both do', decide(foreign, [allow()], [lets({ AWS: roleArn })]), yes],
  [
    'across accounts, the repository lets the account in',
    decide(foreign, [allow()], [lets({ AWS: `arn:aws:iam::${account}:root` })]),
    yes,
  ],
  [
    'across accounts, the repository lets another in',
    decide(foreign, [allow()], [lets({ AWS: 'arn:aws:iam::333333333333:root' })]),
    { allowed: false, because: byResource },
  ],
  [
    'the role is denied it',
    decide(own, [allow(), deny()]),
    { allowed: false, because: 'with an explicit deny in an identity-based policy' },
  ],
  [
    'the repository denies it to the account',
    decide(own, [allow()], [lets({ AWS: account }, 'Deny')]),
    { allowed: false, because: 'with an explicit deny in a resource-based policy' },
  ],
  [
    'another is denied it',
    decide(own, [allow()], [lets({ AWS: 'arn:aws:iam::333333333333:root' }, 'Deny')]),
    yes,
  ],
])('%s', (_, decision, expected) => {
  expect(decision).toEqual(expected);
});

test.each<[string, Partial<Statement>, boolean]>([
  ['an action in other letters', { Action: 'ECR:batchgetimage' }, true],
  ['actions by a star', { Action: ['s3:*', 'ecr:Batch*'] }, true],
  ['actions by question marks', { Action: 'ecr:BatchGet?mage' }, true],
  ['an action that only begins so', { Action: 'ecr:BatchGetImag' }, false],
  ['every repository of the account', { Resource: `arn:aws:ecr:*:${account}:repository/*` }, true],
  ['those of a team', { Resource: ['x', `arn:aws:ecr:eu-west-1:${account}:repository/team/*`] }, true],
  ['those of another team', { Resource: `arn:aws:ecr:eu-west-1:${account}:repository/teams/*` }, false],
  ['another region', { Resource: `arn:aws:ecr:us-east-1:${account}:repository/*` }, false],
  ['another account', { Resource: 'arn:aws:ecr:*:222222222222:repository/*' }, false],
  [
    'a dot, which stands for itself',
    { Resource: `arn:aws:ecr:eu-west-1:${account}:repository/team.app` },
    false,
  ],
])('a statement on %s', (_, fields, allowed) => {
  expect(decide(own, [allow(fields)]).allowed).toBe(allowed);
});

test('it does not guess about what is unknown here', () => {
  expect(() => decide(own, [allow({ Condition: { StringEquals: {} } })])).toThrow('conditions');
  expect(() => decide(own, [{ ...allow(), NotAction: 'ecr:*' } as Statement])).toThrow('NotAction');
  expect(decide(own, [allow(), allow({ Action: 's3:GetObject', Condition: {} })])).toEqual(yes);
});
