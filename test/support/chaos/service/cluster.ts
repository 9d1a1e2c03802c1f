import { readPassword } from '../../../../local/aws/ecrToken.ts';
import type { Answer } from '../../../../shared/simulation/answers.ts';
import type { ClusterEndpoint } from '../../../../shared/simulation/endpoint.ts';
import type { Secret } from '../../../../shared/simulation/objects.ts';
import type { TestCluster } from '../../simulation/testCluster.ts';
import { type Minting, minted, tokenIn } from './identity.ts';
import type { Service } from './service.ts';

export const secretName = 'ecr-credentials';
export const account = 'builder';

/** What one of our secrets holds: when the token for each host expires, in epoch milliseconds. */
export interface Held extends ReadonlyMap<string, number> {
  /** The serial numbers of the tokens, by host. */
  serials: ReadonlyMap<string, number>;
}

/** A change of one of our secrets, as it happened in the cluster. */
export interface SecretChange {
  cluster: string;
  /** `namespace/name` of the secret. */
  secret: string;
  before: Held;
  after: Held | undefined;
  /** Hosts whose registries had refused the token before the change. */
  refused: ReadonlySet<string>;
  /** The last observed validUntil, in epoch milliseconds. */
  promised: number | undefined;
  /** Whether its client had stopped waiting for it. */
  isLate: boolean;
  at: number;
}

/** Something that happens inside the cluster while it is being written to. */
interface Meddling {
  /** Does something before the request is served, or answers it instead. */
  before?(request: { method: string; url: string }): void;
  after?(request: { method: string; url: string }): void;
}

/** A simulated cluster that reports what happens to its secrets. */
export interface ChaosCluster {
  name: string;
  sim: TestCluster;
  endpoint: ClusterEndpoint;
  meddling: Meddling[];
  /** Whether anything may be wrong with it. */
  broken: boolean;
  /** Whether it may answer 401 to a good credential. */
  refusing: boolean;
  /** How it answers requests for tokens. */
  minting: Minting;
  /** When it issued tokens to the service, latest last; epoch milliseconds. */
  mintedAt: number[];
  /** Records a credential, which must be written nowhere except into secrets. */
  issue: (credential: string) => void;
  /** Answers as it would without the schedule's faults. */
  faultless: TestCluster['handle'];
  /** Whether others ever did something in it. */
  intruded: boolean;
  /** Whether one of its faulty answers kills a worker. */
  deadly: boolean;
  changes: SecretChange[];
  /** The last observed validUntil, in epoch milliseconds. */
  promised: number | undefined;
  /** Requests that arrived, per minute. */
  requests: number;
  /** Our secrets in it, by `namespace/name`. */
  held(): ReadonlyMap<string, Held>;
}

export async function startCluster(service: Service, name: string, address: string): Promise<ChaosCluster> {
  const { TestCluster: Simulated } = await import('../../simulation/testCluster.ts');
  const { simulation } = service;
  const { time } = simulation;
  const sim = new Simulated({ name, now: () => new Date(time.now()) });
  const endpoint = address === '127.0.0.1' ? service.tls.add(sim) : await service.tls.addAt(sim, address);
  service.issued.add(sim.adminToken);
  const host = `${address}:${service.tls.port}`;
  sim.faults.onStrike = (fault, port) => {
    if (cluster.deadly && port !== undefined) simulation.traffic.ownerOf(host, port)?.kill();
    simulation.strike(fault, host, port);
  };
  const strike = sim.faults.strikeRequest.bind(sim.faults);
  sim.faults.strikeRequest = (request, port) => strike(request, port) ?? simulation.lag(host, port);
  const cluster: ChaosCluster = {
    name,
    sim,
    endpoint,
    meddling: [],
    broken: false,
    refusing: false,
    minting: 'right',
    mintedAt: [],
    issue: (credential) => service.issued.add(credential),
    faultless: sim.handle.bind(sim),
    intruded: false,
    deadly: false,
    changes: [],
    promised: undefined,
    requests: 0,
    held: () => heldIn(sim),
  };
  const handle = sim.handle.bind(sim);
  sim.handle = (request) => {
    cluster.requests += 1;
    for (const { before } of cluster.meddling) before?.(request);
    const held = heldIn(sim);
    const answer = withMinted(service, cluster, request, handle(request));
    const now = heldIn(sim);
    for (const [secret, before] of held)
      if (now.get(secret) !== before)
        cluster.changes.push({
          cluster: name,
          secret,
          before,
          after: now.get(secret),
          refused: new Set([...before.keys()].filter((host) => isRevoked(service, before, host))),
          promised: cluster.promised,
          isLate: request.isLate ?? false,
          at: time.now(),
        });
    for (const { after } of cluster.meddling) after?.(request);
    return answer;
  };
  return cluster;
}

function withMinted(
  service: Service,
  cluster: ChaosCluster,
  { method, url }: { method: string; url: string },
  answer: Answer,
): Answer {
  if (method !== 'POST' || !/\/serviceaccounts\/[^/]+\/token(\?|$)/.test(url) || answer.status !== 201)
    return answer;
  cluster.mintedAt.push(service.simulation.time.now());
  const body = cluster.minting === 'right' ? answer.body : minted(cluster, answer.body);
  cluster.issue(tokenIn(body));
  return { ...answer, body };
}

/** Whether this host's registry refuses the token that is held for it. */
export function isRevoked({ aws }: Pick<Service, 'aws'>, { serials }: Held, host: string): boolean {
  return (serials.get(host) ?? Number.POSITIVE_INFINITY) <= aws.earlyEnds.upTo;
}

/** Decoded once: a stored object never changes. */
const decoded = new WeakMap<Secret, Held>();

function heldIn(sim: TestCluster): Map<string, Held> {
  const held = new Map<string, Held>();
  for (const secret of sim.secrets()) {
    if (secret.type !== 'kubernetes.io/dockerconfigjson') continue;
    const known = decoded.get(secret) ?? decode(secret);
    decoded.set(secret, known);
    held.set(`${secret.metadata.namespace}/${secret.metadata.name}`, known);
  }
  return held;
}

/** What cannot be used to pull counts as nothing. */
function decode(secret: Secret): Held {
  const held = new Map<string, number>();
  const serials = new Map<string, number>();
  const text = Buffer.from(secret.data?.['.dockerconfigjson'] ?? '', 'base64').toString();
  try {
    const { auths } = JSON.parse(text) as { auths: Record<string, { auth: string }> };
    for (const [host, { auth }] of Object.entries(auths)) {
      const password = Buffer.from(auth, 'base64').toString().replace(/^AWS:/, '');
      const { expiresAt, serial } = readPassword(password);
      held.set(host, expiresAt.getTime());
      serials.set(host, serial);
    }
  } catch {
    // What is missing shows this.
  }
  return Object.assign(held, { serials });
}
