import type { DeployOptions } from './deployStack.ts';
import type { Outputs } from './outputs.ts';

/** The addresses of everything. Contains no credential. */
export function describeDeployed(
  { stage, region }: Pick<DeployOptions, 'stage' | 'region'>,
  outputs: Outputs,
): string[] {
  return [
    `PullPass is deployed: stage ${stage}, region ${region}.`,
    '',
    `  API     ${outputs.apiUrl}`,
    `  Alarms  ${outputs.alarmTopicArn}`,
    `  Page    ${outputs.pageTopicArn}`,
    `  Table   ${outputs.tableName}`,
  ];
}

/**
 * What the admin does after a deployment.
 *
 * @param type returns a command as it is typed for this installation
 */
export function nextSteps(
  { region, params }: Pick<DeployOptions, 'region' | 'params'>,
  { alarmTopicArn, pageTopicArn }: Outputs,
  type: (command: string) => string,
): string {
  const topics = [
    { what: 'of every alarm', parameter: 'alarmEmail', arn: alarmTopicArn },
    { what: 'by the one alarm that should wake you', parameter: 'pageEmail', arn: pageTopicArn },
  ];
  const beTold = topics.map(({ what, parameter, arn }) => {
    const email = params.find((param) => param.startsWith(`${parameter}=`))?.slice(parameter.length + 1);
    if (email)
      return `Confirm the subscription that AWS mails to ${email}. It will then be notified ${what}.`;
    return `To be notified ${what}:
       aws sns subscribe --region ${region} --topic-arn ${arn} \\
         --protocol email --notification-endpoint YOU@EXAMPLE.COM`;
  });

  return `
What to do next
  1. ${beTold[0]}
  2. ${beTold[1]}
  3. See that it works, on a canary cluster that is removed again:
       ${type('smoke')}
  4. Write the fleet into a file, and register it (docs/deploying.md goes through it):
       ${type('apply -f fleet.yaml')}
  5. Ask how the fleet is:
       ${type('status')}`;
}
