/** Alarm thresholds. All differ, so that a value in the wrong place shows. */
export const everyThreshold = {
  tokensAtRiskAbove: '11',
  tokensExpiredAbove: '12',
  clustersUncoveredAbove: '28',
  uncoveredMinutes: '29',
  clustersFailingAbove: '13',
  kubeconfigsExpiringAbove: '14',
  recordsMissingAbove: '17',
  missedTickMinutes: '15',
  stoppedTickMinutes: '16',
  dispatchBehindSeconds: '17',
  dispatchBehindMinutes: '18',
  queueBehindSeconds: '19',
  queueBehindMinutes: '20',
  deadLettersAbove: '21',
  pushFaultsAbove: '27',
  registryThrottledAbove: '22',
  functionErrorsAbove: '23',
  functionThrottlesAbove: '24',
  apiErrorsAbove: '25',
};

/**
 * Deploy parameters, none with its default, which tests examine in one template: packaging one for each would take
 * a second each. Those for networks have their own templates, since they change which resources exist.
 */
export const everyParameter = {
  ...everyThreshold,
  alarmEmail: 'day@example.com',
  pageEmail: 'night@example.com',
  allowedCidrs: '127.0.0.0/8,10.0.0.0/8',
  apiBurstLimit: '7',
  apiRateLimit: '5',
  deletionProtection: 'false',
  ecrHosts: ' ECR.example.com , *.mirror.example.com:5000 ',
  eventRetentionDays: '90',
  kmsKeyArn: 'arn:aws:kms:eu-west-1:111111111111:key/0a1b2c3d-0000-4000-8000-000000000001',
  logRetentionDays: '7',
  maximumConcurrency: '8',
  permissionsBoundary: 'arn:aws:iam::111111111111:policy/bounds',
  registryRoles: ' arn:aws:iam::111111111111:role/a , arn:aws:iam::222222222222:role/b, ',
  registrySecrets:
    'arn:aws:secretsmanager:eu-west-1:111111111111:secret:a-*,arn:aws:secretsmanager:*:2:secret:b',
  renewAtShare: '0.25',
  renewBetweenMinutes: '1',
  renewShortestMinutes: '2',
  retryMaximumConcurrency: '3',
  suspectMaximumConcurrency: '2',
  tags: 'team=platform, cost-centre=42',
  runbookUrl: `https://git.example.com/${'a'.repeat(150)}/docs/operations.md`,
  useFipsEndpoint: 'true',
};
