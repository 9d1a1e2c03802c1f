/**
 * The only region in which ECR Public issues tokens. Source:
 * https://docs.aws.amazon.com/general/latest/gr/ecr-public.html
 */
export const ecrPublicRegion = 'us-east-1';
