import type { Fault as ClusterFault } from '../../simulation/fault.ts';
import { collect, live } from '../life.ts';
import { account, type ChaosCluster, secretName } from '../service/cluster.ts';
import { namedCredentials } from '../service/credentials.ts';
import { addIdentity, removeIdentity } from '../service/identity.ts';
import { type Asked, minute, type World } from '../world.ts';
import { ecrPublic, letGo, newKubeconfig } from './specs.ts';
import type { Step } from './step.ts';

/** Does one step; when it is over, everything has come to rest. */
export async function perform(world: World, step: Step): Promise<void> {
  await world.drive(start(world, step));
  await world.service.simulation.settle();
  await collect(world);
}

async function start(world: World, step: Step): Promise<unknown> {
  switch (step.do) {
    case 'wait':
      return world.pass(step.minutes * minute);
    case 'live':
      world.lived = true;
      return live(world, world.now + step.minutes * minute);
    case 'tick':
      return world.tick(step);
    case 'deliver':
      return deliver(world, step);
    case 'push':
      return push(world, step);
    case 'lose': {
      const lost = pick(world.mailbox.mails, step.from);
      return lost && world.mailbox.done([lost]).then(() => world.mailbox.drop(lost));
    }
    case 'break':
      return breakCluster(pick(world.clusters, step.cluster), step.fault);
    case 'poison':
      return poison(pick(world.clusters, step.cluster));
    case 'mend':
      return mend(pick(world.clusters, step.cluster));
    case 'cap':
      return void pick(world.clusters, step.cluster)?.sim.capTokens(step.minutes * 60);
    case 'mint':
      return Object.assign(pick(world.clusters, step.cluster) ?? {}, { minting: step.minting });
    case 'refuse':
      return refuse(world, pick(world.clusters, step.cluster));
    case 'break-aws':
      world.awsBroken = true;
      return void world.service.aws.faults.inject(step.rule);
    case 'mend-aws':
      world.awsBroken = false;
      return world.service.aws.faults.clear();
    case 'revoke':
      world.service.aws.earlyEnds.upTo = world.service.aws.ecr.minted;
      return undefined;
    case 'skew':
      return skew(world, step.worker, step.minutes * minute);
    case 'ask':
      return ask(world, step);
    case 'intrude':
      return intrude(pick(world.clusters, step.cluster), step);
    case 'at-once':
      return Promise.all(step.steps.map((each) => start(world, each)));
  }
}

function deliver(world: World, step: Extract<Step, { do: 'deliver' }>): Promise<unknown> {
  const { mails } = world.mailbox;
  const [worker] = [pick(world.workers, step.worker)];
  const first = mails.length === 0 ? 0 : step.from % mails.length;
  const batch = mails.slice(first, first + step.count);
  return worker === undefined ? Promise.resolve() : world.deliver(batch, worker, step);
}

async function push(world: World, step: Extract<Step, { do: 'push' }>): Promise<void> {
  const pushed = pick(world.clusters, step.cluster);
  const worker = pick(world.workers, step.worker);
  if (pushed === undefined || worker === undefined) return;
  await ask(world, { do: 'ask', cluster: step.cluster, action: 'refresh' });
  await collect(world);
  const mails = world.mailbox.mails.filter(({ message }) => message.Body?.includes(`"${pushed.name}"`));
  await world.deliver(mails.slice(-1), worker, step);
}

function skew(world: World, worker: number, milliseconds: number): void {
  const skewed = world.workers[worker];
  // For a tick whose clock is ahead, all pushes are behind: what they postponed is due again at once.
  const behind = skewed === undefined ? Math.abs(milliseconds) : -milliseconds;
  world.mostBehind = Math.max(world.mostBehind, behind);
  world.mostSkew = Math.max(world.mostSkew, milliseconds);
  if (skewed === undefined) world.skew = milliseconds;
  else skewed.skew = milliseconds;
}

async function ask(world: World, step: Extract<Step, { do: 'ask' }>): Promise<void> {
  const { cluster, action } = step;
  const asked = pick(world.clusters, cluster);
  if (asked === undefined) return;
  world.asked.push({ cluster: asked.name, action, at: world.now });
  await world.ask(request(asked, action, world), step);
}

function request(asked: ChaosCluster, action: Extract<Step, { do: 'ask' }>['action'], world: World): Asked {
  const path = `/clusters/${asked.name}`;
  switch (action) {
    case 'pause':
    case 'resume':
    case 'refresh':
      return { method: 'POST', path: `${path}/${action}` };
    case 'rotate':
      return rotation(world, asked);
    case 'renew':
      return { method: 'PATCH', path: `${path}?preflight=false`, body: { renew: true } };
    case 'deregister':
      return { method: 'DELETE', path };
    case 'shorten':
      return { method: 'PATCH', path: `${path}?preflight=false`, body: { refreshEveryMinutes: 15 } };
    case 'add-registry': {
      const region = 'us-east-1';
      const added = { name: 'second', kind: 'ecr', accountId: '123456789012', region };
      const main = { ...added, name: 'main', region: 'eu-west-1' };
      return {
        method: 'PATCH',
        path: `${path}?preflight=false`,
        body: { registries: [main, added, ecrPublic] },
      };
    }
    case 'rename-secret': {
      const target = { kind: 'imagePullSecret', secretName: 'other', namespaces: { include: ['team-0'] } };
      return { method: 'PATCH', path: `${path}?preflight=false`, body: { targets: [target] } };
    }
  }
}

/**
 * The admin makes a new credential (and its service account again if others removed that), and gives it to PullPass.
 */
export function rotation(world: World, cluster: ChaosCluster): Asked {
  const { name, sim, endpoint, issue } = cluster;
  const path = `/clusters/${name}/kubeconfig?preflight=false`;
  const shape = world.shapes.get(name);
  if (shape?.renew !== undefined) {
    addIdentity(cluster);
    return { method: 'PUT', path, body: { kubeconfig: newKubeconfig(cluster, shape) } };
  }
  const token = sim.addUser('admin', { groups: ['system:masters'] });
  issue(token);
  return { method: 'PUT', path, body: { kubeconfig: endpoint.kubeconfigWithToken(token) } };
}

/** Only if there is another that works: a cluster without one is not tested here. */
async function refuse(world: World, cluster: ChaosCluster | undefined): Promise<void> {
  const record = cluster && (await world.look()).records.get(cluster.name);
  if (cluster === undefined || record === undefined) return;
  const [inUse, fallback] = namedCredentials(world, cluster, record);
  if (inUse?.stored?.token !== undefined && fallback?.works) cluster.sim.revokeToken(inUse.stored.token);
}

function breakCluster(cluster: ChaosCluster | undefined, fault: ClusterFault): void {
  if (cluster === undefined) return;
  cluster.broken = true;
  cluster.refusing ||= fault.kind === 'status' && fault.status === 401;
  cluster.sim.inject(fault);
}

/** A worker that sends it a request dies before it gets an answer. */
function poison(cluster: ChaosCluster | undefined): void {
  if (cluster === undefined) return;
  cluster.deadly = true;
  breakCluster(cluster, { kind: 'hang', at: 'first-byte' });
}

function mend(cluster: ChaosCluster | undefined): void {
  if (cluster === undefined) return;
  cluster.sim.faults.clear();
  letGo(cluster);
  cluster.meddling.splice(0);
  cluster.broken = false;
  cluster.refusing = false;
  cluster.minting = 'right';
  cluster.deadly = false;
}

function intrude(
  cluster: ChaosCluster | undefined,
  { intrusion, during }: Extract<Step, { do: 'intrude' }>,
): void {
  if (cluster === undefined) return;
  const { sim, meddling } = cluster;
  cluster.broken = true;
  cluster.intruded = true;
  const act = {
    'delete-secret': () => sim.remove('secrets', 'team-0', secretName),
    'hold-secret': () => editSecret(cluster, { finalizers: ['example.com/hold'] }),
    'relabel-secret': () => editSecret(cluster, { labels: { 'app.kubernetes.io/managed-by': 'helm' } }),
    'delete-namespace': () => sim.removeNamespace('team-0'),
    'terminate-namespace': () => isLiving(cluster, 'team-0') && sim.terminateNamespace('team-0'),
    'delete-identity': () => removeIdentity(cluster),
    'rewrite-account': () =>
      sim.serviceAccount('team-0', account) &&
      sim.changeServiceAccount('team-0', account, { secrets: [{ name: `theirs-${sim.requests.total}` }] }),
  }[intrusion];
  if (intrusion === 'rewrite-account' && during)
    meddling.push({ after: ({ method }) => void (method === 'GET' && act()) });
  else if (during) meddling.push({ before: once(act) });
  else act();
}

function editSecret({ sim }: ChaosCluster, change: { finalizers?: string[]; labels?: object }): void {
  const secret = sim.secret('team-0', secretName);
  // An object that is marked as deleted accepts no new finalizer.
  if (secret === undefined || secret.metadata.deletionTimestamp !== undefined) return;
  sim.changeSecretMetadata('team-0', secretName, change as object);
}

function isLiving({ sim }: ChaosCluster, name: string): boolean {
  const namespace = sim.namespace(name);
  return namespace !== undefined && namespace.metadata.deletionTimestamp === undefined;
}

function once(act: () => unknown): () => void {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
}

function pick<T>(from: readonly T[], index: number): T | undefined {
  return from.length === 0 ? undefined : from[index % from.length];
}
