import fc from 'fast-check';
import type { AccessRequest, Policies } from '../../../local/aws/iam/decideAccess.ts';
import type { Policy, Statement } from '../../../local/aws/iam/policy.ts';

const account = '111111111111';
const other = '222222222222';
const roleArn = `arn:aws:iam::${account}:role/push`;
const arn = `arn:aws:sts::${account}:assumed-role/push/session`;

const action = fc.constantFrom('ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:PutImage');
const resource = fc
  .tuple(fc.constantFrom(account, account, other), fc.constantFrom('team/app', 'team/a.p', 'app'))
  .map(([of, name]) => `arn:aws:ecr:eu-west-1:${of}:repository/${name}`);

const actions = fc.constantFrom(
  'ecr:BatchGetImage',
  'ecr:PutImage',
  'ecr:GetDownloadUrlForLayer',
  'ecr:GetAuthorizationToken',
  'ecr:*',
  '*',
  'ecr:Batch*',
  'ecr:*Image',
  'ecr:?utImage',
  'ecr:?ut*',
  'ECR:batchgetimage',
  's3:*',
  'ecr:Put',
);

const arns = fc.oneof(
  fc.constantFrom('*', 'arn:aws:ecr:*', `arn:aws:ecr:eu-west-1:${account}:*`),
  fc
    .tuple(
      fc.constantFrom('eu-west-1', '*', 'eu-*', 'us-east-1', 'eu-west-?'),
      fc.constantFrom(account, other, '*', '1*'),
      fc.constantFrom(
        'repository/team/app',
        'repository/*',
        'repository/team/*',
        'repository/team/a?p',
        'repository/*/app',
        'repository/team',
        'repository/app',
        '*',
      ),
    )
    .map(([region, of, rest]) => `arn:aws:ecr:${region}:${of}:${rest}`),
);

const principals = fc.constantFrom(
  '*',
  account,
  `arn:aws:iam::${account}:root`,
  roleArn,
  arn,
  `arn:aws:iam::${account}:role/other`,
  `arn:aws:sts::${account}:assumed-role/push/other`,
  other,
  `arn:aws:iam::${other}:root`,
);

/** A single value, or several. */
const oneOrMore = <T>(each: fc.Arbitrary<T>): fc.Arbitrary<T | T[]> =>
  fc.oneof(each, fc.array(each, { minLength: 1, maxLength: 3 }));

const effect = fc.constantFrom('Allow' as const, 'Allow' as const, 'Allow' as const, 'Deny' as const);

const identityStatement: fc.Arbitrary<Statement> = fc.record({
  Effect: effect,
  Action: oneOrMore(actions),
  Resource: oneOrMore(arns),
});

const repositoryStatement: fc.Arbitrary<Statement> = fc.record(
  {
    Effect: effect,
    Principal: fc.oneof(
      fc.constant('*' as const),
      oneOrMore(principals).map((AWS) => ({ AWS })),
    ),
    Action: oneOrMore(actions),
    Resource: fc.constant('*'),
  },
  { requiredKeys: ['Effect', 'Principal', 'Action'] },
);

const policyOf = (statement: fc.Arbitrary<Statement>): fc.Arbitrary<Policy> =>
  fc.array(statement, { minLength: 1, maxLength: 3 }).map((Statement) => ({ Statement }));

/** A role's session that requests something of a repository, under policies that often mention it. */
export const aRequest: fc.Arbitrary<{ request: AccessRequest; policies: Policies }> = fc.record({
  request: fc.record({ caller: fc.constant({ arn, roleArn, account }), action, resource }),
  policies: fc.record({
    identity: fc.array(policyOf(identityStatement), { maxLength: 2 }),
    resource: fc.option(policyOf(repositoryStatement), { nil: undefined }),
  }),
});
