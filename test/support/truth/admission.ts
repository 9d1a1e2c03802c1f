import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type ApiAnswer, type ApiClient, mergePatch } from '../kubernetes-contract/client.ts';
import type { DeniedWrites, Denier } from '../simulation/admission.ts';
import { startWebhooks, type WebhookServer } from './webhooks.ts';

const api = '/apis/admissionregistration.k8s.io/v1';

/** A real API server's admission control, with the same deniers as the simulated one. */
export interface AdmissionControl {
  webhooks: WebhookServer;
  /**
   * Resolves when the API server denies. The returned function removes the denier, and resolves when that has taken
   * effect.
   */
  deny(denier: Denier): Promise<() => Promise<void>>;
  stop(): Promise<void>;
}

/** @param etcd address of its client API */
export async function admissionControl(admin: ApiClient, etcd: string): Promise<AdmissionControl> {
  const webhooks = await startWebhooks();
  const ground = { admin, webhooks, etcd };
  return {
    webhooks,
    async deny(denier) {
      const probe = await makeProbe(admin, denier);
      const paths = await makers[denier.kind](ground, denier as never);
      await until(async () => isBy(denier, await probe.ask()));
      return async () => {
        for (const path of paths) await done(admin.delete(path));
        await until(async () => !isBy(denier, await probe.ask()));
        await probe.remove();
      };
    },
    stop: () => webhooks.stop(),
  };
}

interface Ground {
  admin: ApiClient;
  webhooks: WebhookServer;
  etcd: string;
}

type Of<K extends Denier['kind']> = Extract<Denier, { kind: K }>;

/** Each makes a denier, and returns its paths. */
const makers: {
  [K in Denier['kind']]: (ground: Ground, denier: Of<K>) => Promise<string[]>;
} = {
  async policy({ admin }, { name, binding, denies, message, reason }) {
    await done(
      admin.post(`${api}/validatingadmissionpolicies`, {
        metadata: { name },
        spec: {
          failurePolicy: 'Fail',
          matchConstraints: { resourceRules: [rulesOf(denies)] },
          validations: [{ expression: 'false', message, ...(reason !== undefined && { reason }) }],
        },
      }),
    );
    await done(
      admin.post(`${api}/validatingadmissionpolicybindings`, {
        metadata: { name: binding },
        spec: { policyName: name, validationActions: ['Deny'], matchResources: selecting(denies) },
      }),
    );
    return [
      `${api}/validatingadmissionpolicybindings/${binding}`,
      `${api}/validatingadmissionpolicies/${name}`,
    ];
  },

  async webhook({ admin, webhooks, etcd }, { name, denies, does, takesDryRuns = true }) {
    const configuration = `of-${randomUUID()}`;
    const status = typeof does === 'string' ? {} : does;
    const object = {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: configuration },
      webhooks: [
        {
          name,
          admissionReviewVersions: ['v1'],
          sideEffects: takesDryRuns ? 'None' : 'Some',
          failurePolicy: 'Fail',
          timeoutSeconds: 5,
          rules: [rulesOf(denies)],
          ...selecting(denies),
          clientConfig:
            does === 'be down' ? webhooks.down() : webhooks.serve(() => ({ allowed: false, status })),
        },
      ],
    };
    if (takesDryRuns) await done(admin.post(`${api}/validatingwebhookconfigurations`, object));
    else await storeAsBefore(etcd, object);
    return [`${api}/validatingwebhookconfigurations/${configuration}`];
  },

  /** With its status, which a controller would count. */
  async quota({ admin }, { name, namespace, used, hard }) {
    const quotas = `/api/v1/namespaces/${namespace}/resourcequotas`;
    const spec = { hard: { secrets: String(hard) } };
    await done(admin.post(quotas, { metadata: { name }, spec }));
    const status = { ...spec, used: { secrets: String(used) } };
    await done(admin.patch(`${quotas}/${name}/status`, mergePatch, { status }));
    return [`${quotas}/${name}`];
  },
};

/**
 * Since v1, the API accepts no more webhooks with side effects in dry runs. Those that were stored earlier still work.
 */
async function storeAsBefore(
  etcd: string,
  { metadata, ...rest }: { metadata: { name: string } },
): Promise<void> {
  const key = `/registry/validatingwebhookconfigurations/${metadata.name}`;
  const stored = { uid: randomUUID(), creationTimestamp: '2019-01-01T00:00:00Z', generation: 1 };
  const encoded = (text: string) => Buffer.from(text).toString('base64');
  const value = JSON.stringify({ ...rest, metadata: { ...metadata, ...stored } });
  const response = await fetch(`${etcd}/v3/kv/put`, {
    method: 'POST',
    body: JSON.stringify({ key: encoded(key), value: encoded(value) }),
  });
  if (!response.ok) throw new Error(`etcd answered ${response.status}: ${await response.text()}`);
}

function rulesOf({ operations = ['CREATE', 'UPDATE', 'DELETE'], resources }: DeniedWrites) {
  return {
    apiGroups: [''],
    apiVersions: ['v1'],
    operations,
    resources: resources ?? ['secrets', 'serviceaccounts'],
  };
}

function selecting({ namespace }: DeniedWrites) {
  return namespace === undefined
    ? {}
    : { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } };
}

/** A dry run that the denier denies, to see when the API server has heard of it. */
async function makeProbe(admin: ApiClient, denier: Denier) {
  const denies: DeniedWrites =
    denier.kind === 'quota' ? { namespace: denier.namespace, operations: ['CREATE'] } : denier.denies;
  const {
    namespace = 'default',
    resources: [resource] = ['secrets'],
    operations: [operation] = ['CREATE'],
  } = denies;
  if (resource === 'serviceaccounts/token') return tokenProbe(admin, namespace);
  const path = `/api/v1/namespaces/${namespace}/${resource}`;
  const name = `probe-${randomUUID()}`;
  if (operation !== 'CREATE') await done(admin.post(path, { metadata: { name } }));
  const asks = {
    CREATE: () => admin.post(`${path}?dryRun=All`, { metadata: { name } }),
    UPDATE: () =>
      admin.patch(`${path}/${name}?dryRun=All`, mergePatch, { metadata: { labels: { probe: 'yes' } } }),
    DELETE: () => admin.delete(`${path}/${name}`, { dryRun: ['All'] }),
  };
  return {
    ask: asks[operation ?? 'CREATE'],
    async remove() {
      if (operation !== 'CREATE') await done(admin.delete(`${path}/${name}`));
    },
  };
}

async function tokenProbe(admin: ApiClient, namespace: string) {
  const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`;
  const name = `probe-${randomUUID()}`;
  await done(admin.post(accounts, { metadata: { name } }));
  return {
    ask: () => admin.post(`${accounts}/${name}/token`, {}),
    remove: () => done(admin.delete(`${accounts}/${name}`)),
  };
}

function isBy({ name }: Denier, { status, text }: ApiAnswer): boolean {
  return status >= 400 && text.includes(name);
}

async function done(asked: Promise<ApiAnswer>): Promise<void> {
  const { status, text } = await asked;
  if (status >= 300) throw new Error(`The API server answered ${status}: ${text}`);
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (await isSo()) return;
    await delay(50);
  }
  throw new Error('The API server did not hear of a change of its admission control within a minute.');
}
