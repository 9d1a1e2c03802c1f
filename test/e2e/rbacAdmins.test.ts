import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { applyRbac } from '../../cli/bootstrap/rbac/applyRbac.ts';
import { mayGrant } from '../../cli/bootstrap/rbac/mayGrant.ts';
import { type Asking, type OnDone, type RbacPlan, refOf, shownRef } from '../../cli/bootstrap/rbac/plan.ts';
import { planRbac } from '../../cli/bootstrap/rbac/planRbac.ts';
import { takeBackRbac } from '../../cli/bootstrap/rbac/takeBackRbac.ts';
import { undoRbac } from '../../cli/bootstrap/rbac/undoRbac.ts';
import type { CommandError } from '../../cli/program/errors.ts';
import { grantsOf } from '../../shared/rbac/grantsOf.ts';
import type { Identity } from '../../shared/rbac/identity.ts';
import { labelsOf } from '../../shared/rbac/labels.ts';
import { manifestsOf } from '../../shared/rbac/manifestsOf.ts';
import { target } from '../../shared/targets/schema.ts';
import { realTime } from '../support/cli/realTime.ts';
import { virtualTime } from '../support/cli/virtualTime.ts';
import { bindDedicatedAdmins } from '../support/openshift/dedicatedAdmin.ts';
import { made } from '../support/openshift/made.ts';
import { finishNamespaces } from '../support/openshift/projects.ts';
import { type RbacGround, startRbacGround } from '../support/rbac/ground.ts';
import { left } from '../support/rbac/left.ts';
import { rulesIn } from '../support/rbac/powers.ts';

const rbac = '/apis/rbac.authorization.k8s.io/v1';
const apiGroup = 'rbac.authorization.k8s.io';
const change = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];

const apps = {
  name: 'apps',
  kind: 'imagePullSecret',
  namespaces: { include: ['payments', 'orders'] },
  serviceAccounts: ['default'],
};
const teams = {
  name: 'teams',
  kind: 'imagePullSecret',
  secretName: 'teams',
  namespaces: { include: ['team-*'] },
};
const nodes = { name: 'nodes', kind: 'globalPullSecret' };

let ground: RbacGround;
beforeAll(async () => {
  ground = await startRbacGround(['payments', 'orders', 'team-a']);
}, 600_000);
afterAll(() => ground?.stop());

const wantedOf = (identity: Identity, ...targets: object[]) =>
  manifestsOf(grantsOf(targets.map((each) => target.parse(each))), identity, { renews: true });
const created = ({ creates }: RbacPlan) => creates.map(({ manifest }) => shownRef(refOf(manifest)));
const undo = (api: Asking, identity: Identity) =>
  undoRbac(api, identity, () => undefined, virtualTime({ meanwhile: () => finishNamespaces(ground.admin) }));

/** Applies everything that is wanted; returns what was done. */
async function apply(api: Asking, identity: Identity, ...targets: object[]): Promise<string[]> {
  const plan = await planRbac(api, wantedOf(identity, ...targets), identity);
  const done: string[] = [];
  const note: OnDone = (ref, how) => done.push(`${how} ${shownRef(ref)}`);
  await applyRbac(api, plan, note, realTime);
  await takeBackRbac(api, plan, note);
  return done;
}

async function refused(work: Promise<unknown>): Promise<CommandError> {
  return work.then(
    () => {
      throw new Error('It was not refused.');
    },
    (error) => error as CommandError,
  );
}

describe('a dedicated-admin of ROSA', () => {
  const identity = { namespace: 'pullpass', name: 'pullpass' };

  test('learns beforehand which targets need a cluster-admin, and why, and nothing is written', async () => {
    const api = await ground.as('dedicated');
    const plan = await planRbac(api, wantedOf(identity, apps, teams, nodes), identity);
    expect(
      (await mayGrant(api, plan)).map(({ because, targets, message }) => ({ because, targets, message })),
    ).toEqual([
      {
        because: 'forbidden',
        targets: ['nodes'],
        message:
          'This account may not patch the Role and RoleBinding pullpass in kube-system. Needed by nodes.',
      },
      {
        because: 'escalation',
        targets: ['teams', 'nodes'],
        message: expect.stringContaining(
          'list secrets teams; get infrastructures.config.openshift.io cluster',
        ),
      },
      {
        because: 'escalation',
        targets: ['teams'],
        message: expect.stringContaining('create, patch, get, delete secrets teams'),
      },
    ]);
    expect(await left(ground.admin, identity)).toEqual([]);
  });

  test('can serve only literal namespaces: in a project of their own, and can undo all of it', async () => {
    const api = await ground.as('dedicated');
    const plan = await planRbac(api, wantedOf(identity, apps), identity);
    expect(await mayGrant(api, plan)).toEqual([]);
    expect(created(plan)).toContain('Namespace pullpass');
    await applyRbac(api, plan, () => undefined, realTime);
    expect((await planRbac(api, wantedOf(identity, apps), identity)).same).toHaveLength(8);
    const it = await ground.asAccount('pullpass', 'pullpass');
    await granted(it, 'payments', 'patch secrets ecr-credentials in payments');

    const { left: kept, unseen } = await undo(api, identity);
    expect(kept).toEqual([]);
    expect(unseen).toEqual(expect.arrayContaining(['default', 'kube-system']));
    expect(await left(ground.admin, identity)).toEqual([]);
    expect((await ground.admin.get('/api/v1/namespaces/pullpass')).status).toBe(404);
  });

  test('continues after a cluster-admin has applied the rest, even where it may not look', async () => {
    const [dedicated, admin] = [await ground.as('dedicated'), await ground.as('admin')];
    const wanted = wantedOf(identity, apps, teams, nodes);
    const before = await planRbac(dedicated, wanted, identity);
    expect(await mayGrant(dedicated, before)).not.toEqual([]);
    await applyRbac(admin, await planRbac(admin, wanted, identity), () => undefined, realTime);
    const it = await ground.asAccount('pullpass', 'pullpass');
    await granted(it, 'kube-system', 'patch secrets additional-pull-secret in kube-system');
    await bindDedicatedAdmins(ground.admin, 'pullpass');

    const after = await planRbac(dedicated, wanted, identity);
    expect([after.creates, after.changes, after.removes]).toEqual([[], [], []]);
    expect(await mayGrant(dedicated, after)).toEqual([]);
    expect((await undo(admin, identity)).left).toEqual([]);
  });
});

describe('an admin of one namespace', () => {
  const identity = { namespace: 'orders', name: 'puller' };
  const one = { ...apps, namespaces: { include: ['orders'] } };

  test('who may make roles but holds no rights on secrets is told the missing rules', async () => {
    await bind('lead', 'orders', [
      { apiGroups: [apiGroup], resources: ['roles', 'rolebindings'], verbs: change },
      { apiGroups: [''], resources: ['serviceaccounts'], verbs: change },
    ]);
    const api = await ground.as('lead');
    const plan = await planRbac(api, wantedOf(identity, one), identity);
    const lacks = await mayGrant(api, plan);
    expect(lacks.map(({ because, message }) => [because, message])).toEqual([
      ['escalation', expect.stringContaining('create serviceaccounts/token puller')],
      ['escalation', expect.stringContaining('create, patch, get, delete secrets ecr-credentials')],
    ]);
    expect(await left(ground.admin, identity)).toEqual([]);
  });

  test('who holds all rights needs nobody else, and sees and undoes only that namespace', async () => {
    await bind('lead', 'orders', [
      { apiGroups: [''], resources: ['secrets', 'serviceaccounts', 'serviceaccounts/token'], verbs: ['*'] },
    ]);
    const api = await ground.as('lead');
    expect(await apply(api, identity, one)).toEqual(
      expect.arrayContaining(['created ServiceAccount orders/puller', 'created RoleBinding orders/puller']),
    );
    expect((await undo(api, identity)).removed).toHaveLength(5);
    expect(await left(ground.admin, identity)).toEqual([]);
  });

  test('may not make a namespace if projects cannot be requested either', async () => {
    const elsewhere = { namespace: 'nowhere', name: 'puller' };
    const api = await ground.as('lead');
    const lacks = await mayGrant(api, await planRbac(api, wantedOf(elsewhere, one), elsewhere));
    expect(lacks).toMatchObject([
      { because: 'forbidden', message: 'This account may not patch the Namespace nowhere.' },
    ]);
  });
});

describe('a cluster-admin', () => {
  const identity = { namespace: 'infra', name: 'puller' };
  let api: Asking;
  beforeAll(async () => {
    api = await ground.as('admin');
  });
  afterAll(() => undo(api, identity));

  test('changes and takes back what changed with the targets, and only that', async () => {
    await apply(api, identity, apps, teams);
    const less = { ...apps, namespaces: { include: ['orders'] }, serviceAccounts: ['default', 'builder'] };
    const plan = await planRbac(api, wantedOf(identity, less), identity);
    expect(plan.creates).toEqual([]);
    expect(plan.changes.map(({ seen, differs }) => [shownRef(seen), differs])).toEqual([
      ['Role orders/puller', ['adds get, patch serviceaccounts builder']],
    ]);
    expect(await apply(api, identity, less)).toEqual([
      'changed Role orders/puller',
      'removed ClusterRoleBinding puller-cluster',
      'removed ClusterRoleBinding puller-everywhere',
      'removed RoleBinding payments/puller',
      'removed ClusterRole puller-cluster',
      'removed ClusterRole puller-everywhere',
      'removed Role payments/puller',
    ]);
    expect(await apply(api, identity, less)).toEqual([]);
  });

  test('keeps the old rights until they are taken back, because PullPass cleans up with them', async () => {
    const before = { ...apps, namespaces: { include: ['orders', 'payments'] } };
    await apply(api, identity, before);
    const after = { ...apps, secretName: 'renamed', namespaces: { include: ['orders'] } };
    const plan = await planRbac(api, wantedOf(identity, after), identity);
    await applyRbac(api, plan, () => undefined, realTime);
    const it = await ground.asAccount('infra', 'puller');
    for (const namespace of ['orders', 'payments'])
      await granted(it, namespace, `delete secrets ecr-credentials in ${namespace}`);
    await granted(it, 'orders', 'create secrets renamed in orders');
    await takeBackRbac(api, plan, () => undefined);
    expect(await apply(api, identity, after)).toEqual([]);
  });

  test('is shown what somebody else widened, and has it narrowed again', async () => {
    await apply(api, identity, apps);
    const path = `${rbac}/namespaces/orders/roles/puller`;
    const role = (await ground.admin.get(path)).json<{ rules: object[] }>();
    const more = { apiGroups: [''], resources: ['secrets'], verbs: ['list'] };
    made(await ground.admin.put(path, { ...role, rules: [...role.rules, more] }));
    const plan = await planRbac(api, wantedOf(identity, apps), identity);
    expect(plan.changes).toMatchObject([{ differs: ['takes away list secrets (all)'] }]);
    expect(await apply(api, identity, apps)).toEqual(['changed Role orders/puller']);
    expect(await apply(api, identity, apps)).toEqual([]);
  });

  test('leaves alone what others made under the same name, and names it, until it is handed over', async () => {
    const foreign = { namespace: 'infra', name: 'foreign' };
    const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }];
    made(
      await ground.admin.post(`${rbac}/namespaces/orders/roles`, { metadata: { name: 'foreign' }, rules }),
    );
    const error = await refused(planRbac(api, wantedOf(foreign, apps), foreign));
    expect(error.message).toContain('Role orders/foreign: it does not carry PullPass’s labels');
    const [, command = ''] = /: (oc label .*?)\. Or/.exec(error.remedy ?? '') ?? [];
    await ground.plane.kubectl(command.split(' ').slice(1));
    const { changes } = await planRbac(api, wantedOf(foreign, apps), foreign);
    expect(changes.map(({ seen }) => shownRef(seen))).toEqual(['Role orders/foreign']);
    await undo(api, foreign);
  });

  test('cannot give one identity the objects of another with the same name', async () => {
    await apply(api, identity, apps);
    const twin = { namespace: 'other', name: 'puller' };
    const error = await refused(planRbac(api, wantedOf(twin, apps), twin));
    expect(error.message).toContain('it belongs to another identity (infra.puller)');
  });

  test('takes over what was applied before identities were noted on objects', async () => {
    await undo(api, identity);
    const { [`pullpass.io/identity`]: _, ...before } = labelsOf(identity);
    const items = wantedOf(identity, apps).map(({ manifest }) => ({
      ...manifest,
      metadata: { ...manifest.metadata, labels: manifest.kind === 'Namespace' ? {} : before },
    }));
    await ground.plane.kubectl(['apply', '-f', '-'], {
      input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
    });
    const orders = { ...apps, namespaces: { include: ['orders'] } };
    const done = await apply(api, identity, orders);
    expect(done).toContain('changed Role orders/puller');
    expect(done).toContain('removed Role payments/puller');
    expect(await apply(api, identity, orders)).toEqual([]);
    await undo(api, identity);
    await ground.plane.kubectl(['apply', '-f', '-'], {
      input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
    });
    const undone = await undo(api, identity);
    expect([undone.removed.length, undone.left]).toEqual([items.length - 1, []]);
  });

  test('is refused if others make an object between the plan and its application', async () => {
    const late = { namespace: 'late', name: 'puller' };
    const plan = await planRbac(api, wantedOf(late, { ...apps, namespaces: { include: ['team-a'] } }), late);
    await ground.addNamespace('late');
    made(
      await ground.admin.post('/api/v1/namespaces/late/serviceaccounts', {
        metadata: { name: 'puller' },
        automountServiceAccountToken: true,
      }),
    );
    const done: string[] = [];
    const error = await refused(applyRbac(api, plan, (ref) => done.push(shownRef(ref)), realTime));
    expect(error.message).toBe(
      'The API server does not take the ServiceAccount puller in late: others made or changed it meanwhile.',
    );
    expect(done).toEqual(['Namespace late']);
  });

  test('is told of a missing namespace', async () => {
    const nowhere = { ...apps, namespaces: { include: ['nowhere'] } };
    expect(await mayGrant(api, await planRbac(api, wantedOf(identity, nowhere), identity))).toMatchObject([
      {
        because: 'no-namespace',
        targets: ['apps'],
        message: 'The namespace nowhere does not exist. Needed by apps.',
      },
    ]);
  });

  test('keeps a namespace in which others have something, and is told what', async () => {
    const shared = { namespace: 'shared', name: 'puller' };
    await apply(api, shared, { ...apps, namespaces: { include: ['team-a'] } });
    made(await ground.admin.post('/api/v1/namespaces/shared/configmaps', { metadata: { name: 'theirs' } }));
    const undone = await undo(api, shared);
    expect(undone.left).toEqual([
      {
        ref: expect.objectContaining({ name: 'shared' }),
        because: 'others have something in it: ConfigMap theirs',
      },
    ]);
    made(await ground.admin.delete('/api/v1/namespaces/shared/configmaps/theirs'));
    expect((await undo(api, shared)).left).toEqual([]);
    expect(await left(ground.admin, shared)).toEqual([]);
  });

  test('keeps a namespace for the other identity in it, and removes it with the last', async () => {
    const [one, two] = ['one', 'two'].map((name) => ({ namespace: 'both', name })) as [Identity, Identity];
    for (const each of [one, two]) await apply(api, each, { ...apps, namespaces: { include: ['team-a'] } });
    expect((await undo(api, one)).left).toEqual([
      {
        ref: expect.objectContaining({ name: 'both' }),
        because: expect.stringContaining('ServiceAccount two'),
      },
    ]);
    expect((await undo(api, two)).left).toEqual([]);
    expect((await ground.admin.get('/api/v1/namespaces/both')).status).toBe(404);
  });

  test('keeps a namespace if it cannot see everything in it', async () => {
    const unknown = { namespace: 'unknown', name: 'puller' };
    await apply(api, unknown, { ...apps, namespaces: { include: ['team-a'] } });
    const silent: Asking = {
      ask: async (method, path, ...rest) =>
        path === '/apis/apps/v1'
          ? { status: 503, body: undefined, date: undefined, certificate: undefined, warnings: [] }
          : api.ask(method, path, ...rest),
    };
    expect((await undo(silent, unknown)).left).toMatchObject([
      { because: 'it is not known what else is in it: the API server does not answer /apis/apps/v1' },
    ]);
    expect((await undo(api, unknown)).left).toEqual([]);
  });

  test('keeps a namespace that PullPass did not make', async () => {
    await ground.addNamespace('own');
    const own = { namespace: 'own', name: 'puller' };
    await apply(api, own, { ...apps, namespaces: { include: ['team-a'] } });
    expect((await undo(api, own)).left).toEqual([]);
    expect((await ground.admin.get('/api/v1/namespaces/own')).status).toBe(200);
    expect(await left(ground.admin, own)).toEqual([]);
  });

  test('is told what a finalizer holds', async () => {
    const held = { namespace: 'own', name: 'held' };
    await apply(api, held, { ...apps, namespaces: { include: ['team-a'] } });
    const path = `${rbac}/namespaces/team-a/roles/held`;
    const patch = (finalizers: string[] | null) =>
      ground.admin.patch(path, 'application/merge-patch+json', { metadata: { finalizers } });
    made(await patch(['example.com/hold']));
    const undone = await undoRbac(api, held, () => undefined, virtualTime());
    expect(undone.left.map(({ ref }) => shownRef(ref))).toEqual(['Role team-a/held']);
    made(await patch(null));
    expect(await left(ground.admin, held)).toEqual([]);
  });
});

async function bind(user: string, namespace: string, rules: object[]): Promise<void> {
  const name = `${user}-${Math.random().toString(36).slice(2)}`;
  made(await ground.admin.post(`${rbac}/namespaces/${namespace}/roles`, { metadata: { name }, rules }));
  made(
    await ground.admin.post(`${rbac}/namespaces/${namespace}/rolebindings`, {
      metadata: { name },
      roleRef: { apiGroup, kind: 'Role', name },
      subjects: [{ apiGroup, kind: 'User', name: user }],
    }),
  );
}

/** Waits until the authorizer has seen a grant; the test's own time limit ends it. */
async function granted(it: Parameters<typeof rulesIn>[0], namespace: string, power: string): Promise<void> {
  while (!(await rulesIn(it, namespace)).includes(power));
}
