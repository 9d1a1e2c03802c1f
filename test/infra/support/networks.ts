import { join } from 'node:path';

/** The deploy parameters of a VPC. */
export const aVpc = {
  subnetIds: 'subnet-0a1b2c3d4e5f60718, subnet-0a1b2c3d4e5f60719',
  securityGroupIds: 'sg-0a1b2c3d4e5f60718',
};

/** The sites "east", in a VPC, and "plant-7", in none. */
export const twoSites = join(import.meta.dirname, 'two-sites.yml');

/** What AWSLambdaVPCAccessExecutionRole allows, except logs. */
export const networkActions = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];
