import type { DeployOptions } from './options.ts';
import type { Outputs } from './outputs.ts';

/** What to print after a deployment: where everything is, and what the admin does next. Holds no credential. */
export function nextSteps({ stage, region, params }: DeployOptions, outputs: Outputs): string {
  const topics = [
    { what: 'of every alarm', parameter: 'alarmEmail', arn: outputs.alarmTopicArn },
    { what: 'by the one alarm that should wake you', parameter: 'pageEmail', arn: outputs.pageTopicArn },
  ];
  const beTold = topics.map(({ what, parameter, arn }) => {
    const email = params.find((param) => param.startsWith(`${parameter}=`))?.slice(parameter.length + 1);
    if (email) return `Confirm the subscription that AWS mails to ${email}, which is to be told ${what}.`;
    return `Get told ${what}:
       aws sns subscribe --region ${region} --topic-arn ${arn} \\
         --protocol email --notification-endpoint YOU@EXAMPLE.COM`;
  });

  return `
PullPass is deployed: stage ${stage}, region ${region}.

  API     ${outputs.apiUrl}
  Alarms  ${outputs.alarmTopicArn}
  Page    ${outputs.pageTopicArn}
  Table   ${outputs.tableName}

What to do next
  1. ${beTold[0]}
  2. ${beTold[1]}
  3. Ask the API how the fleet is (any principal with execute-api:Invoke on it may):
       eval "$(aws configure export-credentials --format env)"
       curl --aws-sigv4 "aws:amz:${region}:execute-api" ${outputs.apiUrl}/fleet --config <(
         printf 'user = "%s:%s"\\n' "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY"
         printf '%s\\n' "\${AWS_SESSION_TOKEN:+header = \\"x-amz-security-token: $AWS_SESSION_TOKEN\\"}")
  4. See that it works, on a canary cluster that is removed again:
       npm run smoke -- --stage ${stage} --region ${region}
  5. Register the first cluster: POST ${outputs.apiUrl}/clusters; docs/deploying.md goes through it.`;
}
