import type { Stage } from '../../stage.ts';

export const canaryStack = (stage: string) => `pullpass-canary-${stage}`;
export const canaryFunction = (stage: string) => `${canaryStack(stage)}-api`;

/**
 * The stack of the simulated cluster: created for one run, and removed after it. Its function is created without code,
 * because a template without a bucket cannot hold code of this size.
 *
 * @param digest SHA-256 of the run's token; the token itself is in no template and no environment
 */
export function canaryTemplate({ stage }: Pick<Stage, 'stage'>, digest: string) {
  const table = { 'Fn::GetAtt': ['CanaryTable', 'Arn'] };
  const logs = { 'Fn::GetAtt': ['CanaryLog', 'Arn'] };
  const allow = (Action: string[], Resource: unknown) => ({ Effect: 'Allow', Action, Resource });
  const anyoneMay = (Action: string, more: object) => ({
    Type: 'AWS::Lambda::Permission',
    Properties: { FunctionName: { Ref: 'CanaryFunction' }, Principal: '*', Action, ...more },
  });
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description:
      'The canary of `pullpass smoke`. It is removed at the end of the test, and may be removed at any time.',
    Resources: {
      CanaryTable: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          TableName: canaryStack(stage),
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        },
      },
      CanaryLog: {
        Type: 'AWS::Logs::LogGroup',
        Properties: { LogGroupName: `/aws/lambda/${canaryFunction(stage)}`, RetentionInDays: 1 },
      },
      CanaryRole: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: 'lambda.amazonaws.com' },
                Action: 'sts:AssumeRole',
              },
            ],
          },
          Policies: [
            {
              PolicyName: 'canary',
              PolicyDocument: {
                Version: '2012-10-17',
                Statement: [
                  allow(['logs:CreateLogStream', 'logs:PutLogEvents'], logs),
                  allow(['dynamodb:GetItem', 'dynamodb:PutItem'], table),
                ],
              },
            },
          ],
        },
      },
      CanaryFunction: {
        Type: 'AWS::Lambda::Function',
        DependsOn: ['CanaryLog'],
        Properties: {
          FunctionName: canaryFunction(stage),
          Description: 'The Kubernetes API of a simulated cluster, for PullPass to push to.',
          Runtime: 'nodejs24.x',
          Architectures: ['arm64'],
          Handler: 'handler.handler',
          Role: { 'Fn::GetAtt': ['CanaryRole', 'Arn'] },
          Timeout: 20,
          MemorySize: 512,
          Environment: { Variables: { TABLE_NAME: { Ref: 'CanaryTable' }, TOKEN_DIGEST: digest } },
          Code: { ZipFile: '// Its code is given to it once it is there.' },
        },
      },
      // PullPass signs in as to any cluster: with a token, which only this run knows.
      CanaryUrl: {
        Type: 'AWS::Lambda::Url',
        Properties: { TargetFunctionArn: { Ref: 'CanaryFunction' }, AuthType: 'NONE' },
      },
      // Since October 2025 a public URL needs both.
      // Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
      MayInvokeUrl: anyoneMay('lambda:InvokeFunctionUrl', { FunctionUrlAuthType: 'NONE' }),
      MayInvoke: anyoneMay('lambda:InvokeFunction', { InvokedViaFunctionUrl: true }),
    },
    Outputs: { CanaryUrl: { Value: { 'Fn::GetAtt': ['CanaryUrl', 'FunctionUrl'] } } },
  };
}
