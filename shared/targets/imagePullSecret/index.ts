import type { Access } from '../../kubernetes/api.ts';
import type { TargetKind } from '../kind.ts';
import { push } from './push.ts';
import { remove } from './remove.ts';
import type { ImagePullSecret } from './schema.ts';

export const imagePullSecret: TargetKind<ImagePullSecret> = {
  selection: ({ namespaces }) => namespaces,
  permissions,
  push,
  remove,
};

/** Apply is a `patch`, and also a `create` where the secret is new; `get` and `delete` are for cleaning up. */
function permissions({ secretName, serviceAccounts }: ImagePullSecret): Access[] {
  return [
    ...(['create', 'patch', 'get', 'delete'] as const).map(
      (verb): Access => ({ verb, resource: 'secrets', name: secretName }),
    ),
    ...serviceAccounts.flatMap((name): Access[] => [
      { verb: 'get', resource: 'serviceaccounts', name },
      { verb: 'patch', resource: 'serviceaccounts', name },
    ]),
  ];
}
