const { idOf } = require('./derive.cjs');

/** The push function of a site, or of the default network. */
const functionName = (stage, site) => (site ? `pullpass-${stage}-push-${site}` : `pullpass-${stage}-push`);

const functionArn = (name) => ({
  'Fn::Sub': `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${name}`,
});

/** osls merges lists by position: these come after the one policy of a role in infra/roles.yml. */
function withPolicy(...policies) {
  return { Properties: { Policies: [{}, ...policies] } };
}

function policy(PolicyName, ...Statement) {
  return { PolicyName, PolicyDocument: { Version: '2012-10-17', Statement } };
}

/**
 * The actions of AWSLambdaVPCAccessExecutionRole except those for logs. Lambda uses them to make the function's network
 * interfaces; the function's own code is denied them.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
function interfacesFor(name) {
  const Action = [
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ];
  return policy(
    'network',
    // For interfaces that do not exist yet, there is no narrower resource.
    { Sid: 'NetworkInterfaces', Effect: 'Allow', Action, Resource: '*' },
    {
      Sid: 'NotForItsCode',
      Effect: 'Deny',
      Action,
      Resource: '*',
      Condition: { ArnEquals: { 'lambda:SourceFunctionArn': functionArn(name) } },
    },
  );
}

function queuePolicy(sites) {
  const Resource = sites.flatMap(({ name }) =>
    ['PushQueue', 'RetryQueue', 'SuspectQueue'].map((id) => ({ 'Fn::GetAtt': [idOf(id, name), 'Arn'] })),
  );
  return policy('sites', { Sid: 'QueueForSites', Effect: 'Allow', Action: ['sqs:SendMessage'], Resource });
}

function callPolicy(sites) {
  const Resource = sites.map(({ name }) => ({ 'Fn::GetAtt': [idOf('PushLambdaFunction', name), 'Arn'] }));
  return policy('preflight', {
    Sid: 'CheckAsWhoPushesThere',
    Effect: 'Allow',
    Action: ['lambda:InvokeFunction'],
    Resource,
  });
}

module.exports = { functionName, withPolicy, interfacesFor, queuePolicy, callPolicy };
