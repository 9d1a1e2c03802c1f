import type { V1Secret } from '@kubernetes/client-node/dist/gen/models/V1Secret.js';
import { Failure } from '../../failure.ts';
import { isNotFound, isOutdated } from '../../kubernetes/failures.ts';
import { isMissing } from '../../kubernetes/seen.ts';
import type { TargetContext } from '../kind.ts';
import type { DockerConfig } from './config.ts';

export const namespace = 'kube-system';
export const secretName = 'additional-pull-secret';

const attempts = 8;
const pauseMilliseconds = 25;

/** What to do with the secret that was read. */
export type Edit =
  | { act: 'nothing' }
  | { act: 'delete' }
  | { act: 'write'; config: DockerConfig; annotations: Record<string, string> };

type Context = Pick<TargetContext, 'api' | 'random' | 'sleep'>;

/**
 * Reads the secret, calls `plan` with it (undefined if it does not exist), and carries out the edit. Writes only to the
 * object and version that it read: if somebody else wrote in between, it reads and plans again. Returns the plan that
 * was carried out.
 */
export async function editSecret<Plan extends { edit: Edit }>(
  { api, random, sleep }: Context,
  plan: (secret: V1Secret | undefined) => Plan,
): Promise<Plan> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const secret = await readIfThere(api);
    const planned = plan(secret);
    try {
      await carryOut(api, secret, planned.edit);
      return planned;
    } catch (error) {
      if (!changedMeanwhile(error)) throw error;
      await sleep(random() * pauseMilliseconds * 2 ** attempt);
    }
  }
  throw new Failure(
    'conflict',
    `Secret ${namespace}/${secretName} was changed by others ${attempts} times in a row`,
    {
      remedy: `Find what keeps rewriting ${namespace}/${secretName}. The push is retried.`,
    },
  );
}

async function readIfThere(api: Context['api']): Promise<V1Secret | undefined> {
  try {
    return await api.readSecret(namespace, secretName);
  } catch (error) {
    if (isMissing(error, { resource: 'secrets', name: secretName })) return undefined;
    throw error;
  }
}

async function carryOut(api: Context['api'], secret: V1Secret | undefined, edit: Edit): Promise<void> {
  if (edit.act === 'nothing') return;
  const { uid = '', resourceVersion = '' } = secret?.metadata ?? {};
  if (edit.act === 'delete') return api.deleteSecret(namespace, secretName, { uid, resourceVersion });
  const body = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: secretName,
      annotations: edit.annotations,
      ...(secret !== undefined && { uid, resourceVersion }),
    },
    type: 'kubernetes.io/dockerconfigjson',
    data: { '.dockerconfigjson': Buffer.from(JSON.stringify(edit.config)).toString('base64') },
  };
  // With force, since the value is a single field that we share with others. Not for a new secret: an owner there came
  // in between.
  await api.applySecret(
    namespace,
    secretName,
    { json: JSON.stringify(body) },
    { force: secret !== undefined },
  );
}

/** Another version, an owner in a secret that should be new, or a secret deleted between read and deletion. */
function changedMeanwhile(error: unknown): boolean {
  return isOutdated(error) || isNotFound(error);
}
