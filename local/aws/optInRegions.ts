import { AwsError } from './awsError.ts';
import type { AwsService } from './calls.ts';

/**
 * Regions that an account must enable before use.
 * Source: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
 */
export const optInRegions: readonly string[] = [
  'af-south-1',
  'ap-east-1',
  'ap-east-2',
  'ap-south-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ca-west-1',
  'eu-central-2',
  'eu-south-1',
  'eu-south-2',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'mx-central-1',
];

/**
 * What a service answers in a region that the caller's account has not enabled: it does not know the credentials.
 * Sources: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html for STS,
 * https://github.com/turbot/steampipe-plugin-aws/issues/1510 for its words,
 * https://github.com/hashicorp/terraform-provider-aws/issues/32549 for other services
 */
export function notEnabled(service: AwsService, account: string): AwsError {
  return service === 'sts'
    ? new AwsError(
        'RegionDisabledException',
        `STS is not activated in this region for account:${account}. Your account administrator can activate STS in this region using the IAM Console.`,
        403,
      )
    : new AwsError('UnrecognizedClientException', 'The security token included in the request is invalid.');
}
