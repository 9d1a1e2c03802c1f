import type { EmbeddedAws } from '../aws/startAws.ts';

/**
 * The variables that serverless.yml gives to the functions, for this machine. Only here may API servers be on loopback.
 * Powertools writes its log to the global console; metrics are off, since nobody would read them.
 */
export function functionsEnvironment(aws: EmbeddedAws): Record<string, string> {
  return {
    ...aws.environment(),
    STAGE: 'local',
    TABLE_NAME: aws.tableName,
    PUSH_QUEUE_URL: aws.queueUrl,
    RETRY_QUEUE_URL: aws.retryQueueUrl,
    SUSPECT_QUEUE_URL: aws.suspectQueueUrl,
    // The functions run in this process: there is one network.
    PUSH_FUNCTION: 'pullpass-local-push',
    EVENT_RETENTION_DAYS: '30',
    AT_RISK_MINUTES: '180',
    FAILING_MINUTES: '30',
    KUBECONFIG_DAYS: '14',
    SECRET_PREFIX: aws.secretPrefix,
    ALLOWED_CIDRS: '127.0.0.0/8,::1/128',
    POWERTOOLS_SERVICE_NAME: 'pullpass',
    POWERTOOLS_LOG_LEVEL: 'INFO',
    POWERTOOLS_DEV: 'true',
    POWERTOOLS_METRICS_DISABLED: 'true',
  };
}
