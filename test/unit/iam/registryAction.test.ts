import { expect, test } from '@jest/globals';
import { registryAction } from '../../../local/aws/iam/registryAction.ts';

test.each([
  ['GET', '/v2/', undefined, undefined],
  ['GET', '/v2/team/app/manifests/1.2', 'BatchGetImage', 'team/app'],
  ['HEAD', '/v2/app/manifests/sha256:0a', 'BatchGetImage', 'app'],
  ['GET', '/v2/team/app/blobs/sha256:0a', 'GetDownloadUrlForLayer', 'team/app'],
  ['HEAD', '/v2/team/app/blobs/sha256:0a', 'BatchCheckLayerAvailability', 'team/app'],
  ['POST', '/v2/team/app/blobs/uploads/', 'InitiateLayerUpload', 'team/app'],
  ['PATCH', '/v2/team/app/blobs/uploads/0b', 'UploadLayerPart', 'team/app'],
  ['PUT', '/v2/team/app/blobs/uploads/0b?digest=sha256:0a', 'CompleteLayerUpload', 'team/app'],
  ['PUT', '/v2/team/app/manifests/1.2', 'PutImage', 'team/app'],
  ['DELETE', '/v2/team/app/manifests/1.2', 'BatchDeleteImage', 'team/app'],
  ['GET', '/v2/team/manifests/manifests/1', 'BatchGetImage', 'team/manifests'],
  ['GET', '/v2/_catalog', 'DescribeRepositories', '*'],
  ['TRACE', '/v2/team/app/blobs/sha256:0a', 'unknown', 'team/app'],
])('%s %s needs %s on %s', (method, path, action, repository) => {
  expect(registryAction(method, path)).toEqual(
    action === undefined ? undefined : { action: `ecr:${action}`, repository },
  );
});
