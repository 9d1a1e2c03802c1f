/** Source: https://docs.aws.amazon.com/AmazonECR/latest/public/public-registries.html */
export function ecrPublicHosts({ hosts = [] }: { hosts?: readonly string[] | undefined }): string[] {
  return ['public.ecr.aws', ...hosts];
}
