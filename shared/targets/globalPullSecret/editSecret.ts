import type { Secret } from '../../kubernetes/objects.ts';
import { retryOnConflict } from '../../kubernetes/retryOnConflict.ts';
import type { TargetContext } from '../kind.ts';
import type { PullSecretConfig } from './config.ts';

export const namespace = 'kube-system';
export const secretName = 'additional-pull-secret';

/** The secret that the hosted control plane reads. */
export const secret = { namespace, name: secretName };

/** What to do with the secret that was read. */
export type Edit =
  | { act: 'nothing' }
  | { act: 'delete' }
  | { act: 'write'; config: PullSecretConfig; annotations: Record<string, string> };

type Context = Pick<TargetContext, 'api' | 'random' | 'sleep'>;

/**
 * Reads the secret, calls `plan` with it (undefined if it does not exist), and carries out the edit. Writes only to the
 * object and version that it read. Returns the plan that was carried out.
 */
export function editSecret<Plan extends { edit: Edit }>(
  { api, ...chance }: Context,
  plan: (found: Secret | undefined) => Plan,
): Promise<Plan> {
  return retryOnConflict(
    {
      what: 'Secret',
      object: secret,
      read: () => api.readSecret(secret),
      act: async (found) => {
        const planned = plan(found);
        await carryOut(api, found, planned.edit);
        return planned;
      },
    },
    chance,
  );
}

async function carryOut(api: Context['api'], found: Secret | undefined, edit: Edit): Promise<void> {
  if (edit.act === 'nothing') return;
  const { uid = '', resourceVersion = '' } = found?.metadata ?? {};
  if (edit.act === 'delete') return api.deleteSecret({ ...secret, uid, resourceVersion });
  const body = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: secretName,
      annotations: edit.annotations,
      ...(found !== undefined && { uid, resourceVersion }),
    },
    type: 'kubernetes.io/dockerconfigjson',
    data: { '.dockerconfigjson': Buffer.from(JSON.stringify(edit.config)).toString('base64') },
  };
  // With force, since the value is a single field that we share with others. Not for a new secret: an owner there came
  // in between.
  await api.applySecret({ ...secret, body: JSON.stringify(body), force: found !== undefined });
}
