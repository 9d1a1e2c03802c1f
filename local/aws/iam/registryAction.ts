/** The right that a registry request needs. */
export interface RegistryAction {
  /** "ecr:BatchGetImage" */
  action: string;
  /** "team/app" */
  repository: string;
}

/**
 * A request of the distribution API → the ECR action that allows it; undefined if every signed-in caller may send it.
 *
 * Sources: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html and
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html
 */
export function registryAction(method: string, path: string): RegistryAction | undefined {
  const { repository, what } = resource.exec(path.split('?')[0] ?? '')?.groups ?? {
    repository: '*',
    what: path.startsWith('/v2/_catalog') ? 'catalog' : undefined,
  };
  const action = what === undefined ? undefined : (actions[`${method} ${what}`] ?? 'unknown');
  return action === undefined || repository === undefined
    ? undefined
    : { action: `ecr:${action}`, repository };
}

/** A repository's name may itself end with `/manifests`. */
const resource = /^\/v2\/(?<repository>.+)\/(?<what>manifests|blobs\/uploads|blobs|tags)\/[^/]*$/;

const actions: Readonly<Record<string, string>> = {
  'GET manifests': 'BatchGetImage',
  'HEAD manifests': 'BatchGetImage',
  'PUT manifests': 'PutImage',
  'DELETE manifests': 'BatchDeleteImage',
  'GET blobs': 'GetDownloadUrlForLayer',
  'HEAD blobs': 'BatchCheckLayerAvailability',
  'POST blobs/uploads': 'InitiateLayerUpload',
  'PATCH blobs/uploads': 'UploadLayerPart',
  'PUT blobs/uploads': 'CompleteLayerUpload',
  'GET tags': 'ListImages',
  'GET catalog': 'DescribeRepositories',
};
