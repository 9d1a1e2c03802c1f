/** The raw loop's secret. Its name has the length of PullPass's `ecr-credentials`. */
export const rawSecretName = 'raw-credentials';
