export const queryParameters = {
  preflight: { text: 'false skips the checks', schema: { type: 'boolean', default: true } },
  dryRun: { text: 'true only checks, and stores nothing', schema: { type: 'boolean', default: false } },
  force: {
    text: 'true forgets the cluster at once, if it is gone for good',
    schema: { type: 'boolean', default: false },
  },
  label: {
    text: 'key=value, or key; repeated or separated by commas, all must match',
    schema: { type: 'array', items: { type: 'string' } },
  },
  phase: {
    text: 'Repeated or separated by commas; one must match',
    schema: { type: 'array', items: { type: 'string' } },
  },
  limit: {
    text: 'The largest number of items',
    schema: { type: 'integer', minimum: 1, maximum: 500, default: 100 },
  },
  cursor: { text: 'The cursor of the previous page', schema: { type: 'string' } },
} as const;

export type QueryParameter = keyof typeof queryParameters;
