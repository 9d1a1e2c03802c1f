import { afterAll, expect, test } from '@jest/globals';
import { slotOf } from '../../../shared/clusters/schedule.ts';
import { metricNames } from '../../../shared/observability/names.ts';
import { accountsOf } from '../../support/kubernetes-contract/context.ts';
import { startWebhooks, type WebhookServer } from '../../support/truth/webhooks.ts';
import { killWorkers } from '../world/killWorkers.ts';
import { must } from '../world/kubernetes.ts';
import { justPassed, makeDue } from '../world/makeDue.ts';
import { until } from '../world/until.ts';
import type { World } from '../world/world.ts';

const namespace = 'renewing';
const identity = `system:serviceaccount:${namespace}:pullpass`;
const admission = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations';

/**
 * The first to be due in the fleet: a tenth of a life is spread over the names, and the shortest granted life is ten
 * minutes.
 */
const name = Array.from({ length: 500 }, (_, n) => `renewing-${n}`).reduce((first, each) =>
  slotOf(each) < slotOf(first) ? each : first,
);

/** A credential of ten minutes; the world's parameters make it renew itself with every tick. */
export function renewalScenarios(world: () => World): void {
  let webhooks: WebhookServer | undefined;

  afterAll(async () => webhooks?.stop());

  test('a credential renews itself twice without anybody’s help', async () => {
    const { api, kubernetes, cluster, plane, credentials, aws } = world();
    await kubernetes.addNamespace(namespace);
    await addIdentity(world());
    const body = { spec: { expirationSeconds: 600 } };
    const request = await kubernetes.admin.post(`${accountsOf(namespace)}/pullpass/token`, body);
    const { token } = must(201, request).json<{ status: { token: string } }>().status;
    credentials.set('the first token of a credential that renews itself', token);
    const kubeconfig = world().kubeconfig.replace(/token: \S+/, `token: ${token}`);
    const target = cluster(name, { namespaces: { include: [namespace] }, kubeconfig });
    await api.expect(201, 'POST', '/clusters', { body: { ...target, renew: true } });

    await renewals(world(), 2);
    const { status } = await api.read(name);
    expect(status).toMatchObject({ phase: 'Healthy', consecutiveFailures: 0 });
    await until(
      'the metric of it to be published',
      () =>
        aws.json<{ Metrics: { MetricName: string }[] }>(
          'monitoring',
          'GraniteServiceVersion20100801.ListMetrics',
          { Namespace: 'PullPass' },
        ),
      ({ Metrics }) => Metrics.some(({ MetricName }) => MetricName === metricNames.credentialsRenewed),
    );
    const asked = (await plane.audit()).filter(
      ({ verb, user, objectRef }) =>
        verb === 'create' && user.username === identity && objectRef?.subresource === 'token',
    );
    expect(asked.length).toBeGreaterThanOrEqual(2);
    for (const stage of ['AWSCURRENT', 'AWSPREVIOUS']) {
      const renewed = await storedToken(aws, stage);
      expect(renewed).not.toBe(token);
      credentials.set(`the token with ${stage}`, renewed);
    }
  }, 400_000);

  test('it renews itself even if the worker is killed in the middle', async () => {
    const { api, kubernetes, ministack, deployment, table } = world();
    const held = Promise.withResolvers<void>();
    webhooks = await startWebhooks();
    // Only the proof of a new credential is a dry run. The first one gets no answer while its worker lives.
    let isHeld = false;
    const clientConfig = webhooks.serve(({ dryRun }) => {
      if (!dryRun || isHeld) return { allowed: true };
      isHeld = true;
      held.resolve();
      return undefined;
    });
    must(201, await kubernetes.admin.post(admission, holdingWrites(clientConfig)));
    await held.promise;
    const before = (await api.events(name)).filter(({ type }) => type === 'renewed').length;
    const push = `pullpass-${deployment.stage}-push`;
    expect(await killWorkers(ministack, push)).toBeGreaterThanOrEqual(1);
    // As if the dead worker's claim had lapsed, and its message had come again.
    await makeDue(table, name, { nextPushAt: justPassed() }, 'attribute_exists(pk)');
    await renewals(world(), before + 1);
    const { status } = await api.read(name);
    expect(status).toMatchObject({ phase: 'Healthy', consecutiveFailures: 0 });
    must(200, await kubernetes.admin.delete(`${admission}/${namespace}`));
    await api.deregister(name);
  }, 400_000);
}

/** Waits until the trail has this many renewals. */
/** Each comes at the earliest a minute after the last, with the tick that follows. */
const renewals = ({ api }: World, count: number) =>
  until(
    `${name} to have renewed its credential ${count} times`,
    async () => (await api.events(name)).map(({ type, message }) => `${type}: ${message}`),
    (events) => events.filter((event) => event.startsWith('renewed')).length >= count,
    { limit: 300_000, pause: 500 },
  );

/** A service account that may write its target's secret and make its own tokens, and nothing else. */
async function addIdentity({ kubernetes: { admin } }: World): Promise<void> {
  must(201, await admin.post(accountsOf(namespace), { metadata: { name: 'pullpass' } }));
  const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`;
  const rules = [
    { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'create', 'patch', 'delete'] },
    {
      apiGroups: [''],
      resources: ['serviceaccounts/token'],
      resourceNames: ['pullpass'],
      verbs: ['create'],
    },
  ];
  must(201, await admin.post(`${rbac}/roles`, { metadata: { name: 'renewing' }, rules }));
  const binding = {
    metadata: { name: 'renewing' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'renewing' },
    subjects: [{ kind: 'ServiceAccount', namespace, name: 'pullpass' }],
  };
  must(201, await admin.post(`${rbac}/rolebindings`, binding));
  const attributes = { verb: 'create', resource: 'serviceaccounts', subresource: 'token', name: 'pullpass' };
  const review = { spec: { user: identity, resourceAttributes: { group: '', namespace, ...attributes } } };
  await until(
    'the role to have taken effect',
    async () =>
      must(201, await admin.post('/apis/authorization.k8s.io/v1/subjectaccessreviews', review)).json<{
        status: { allowed: boolean };
      }>(),
    ({ status }) => status.allowed,
    { limit: 20_000, pause: 20 },
  );
}

const holdingWrites = (clientConfig: object) => ({
  metadata: { name: namespace },
  webhooks: [
    {
      name: 'renewing.example.com',
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
      failurePolicy: 'Fail',
      timeoutSeconds: 30,
      rules: [
        { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['secrets'] },
      ],
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
      clientConfig,
    },
  ],
});

async function storedToken({ json }: World['aws'], VersionStage: string): Promise<string> {
  const { SecretString } = await json<{ SecretString: string }>(
    'secretsmanager',
    'secretsmanager.GetSecretValue',
    { SecretId: `pullpass/e2e/clusters/${name}`, VersionStage },
  );
  return JSON.parse(SecretString).kubeconfig.credential.token;
}
