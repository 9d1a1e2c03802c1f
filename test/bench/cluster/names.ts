/** The raw loop's secret, beside PullPass's `ecr-credentials` and as long. */
export const rawSecretName = 'raw-credentials';
