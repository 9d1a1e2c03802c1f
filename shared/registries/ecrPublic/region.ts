/** Where alone ECR Public gives tokens. Source: https://docs.aws.amazon.com/general/latest/gr/ecr-public.html */
export const ecrPublicRegion = 'us-east-1';
