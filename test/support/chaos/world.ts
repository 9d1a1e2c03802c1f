import {
  DeleteSecretCommand,
  InvalidRequestException,
  ListSecretsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Context, ScheduledEvent, SQSEvent } from 'aws-lambda';
import { batchFailures } from '../../../local/aws/batchFailures.ts';
import type { HttpApiEvent } from '../../../local/aws/httpApiEvent.ts';
import { sqsEvent } from '../../../local/aws/sqsEvent.ts';
import { type ChaosCluster, startCluster } from './service/cluster.ts';
import { Emulator } from './service/emulator.ts';
import { type Ending, invoke } from './service/lambda.ts';
import { type Mail, Mailbox } from './service/mailbox.ts';
import { type Observation, readTable } from './service/observe.ts';
import { epoch, type Handler, type Service } from './service/service.ts';
import type { Shape } from './steps/step.ts';
import { type Fate, Run } from './time/run.ts';

export const minute = 60_000;
export const hour = 60 * minute;

/** As in serverless.yml. */
const timeouts = { push: 150_000, refresh: 50_000, registration: 29_000 };

/** A push worker: it keeps what it has warm until it dies. */
export interface Worker {
  /** Milliseconds by which its clock is ahead. */
  skew: number;
  handler?: Handler<SQSEvent> | undefined;
}

export interface Finished {
  run: Run;
  ending: Ending;
  /** Clusters whose messages it received. */
  clusters: string[];
}

export interface Asked {
  method: string;
  path: string;
  body?: unknown;
}

/** A new fleet on the shared service: clusters, workers, the clock, and what is under way. */
export class World {
  readonly service: Service;
  readonly clusters: ChaosCluster[] = [];
  readonly mailbox: Mailbox;
  readonly workers: Worker[] = [{ skew: 0 }, { skew: 0 }];
  readonly finished: Finished[] = [];
  /** Every run of a function since the last `endStep`. */
  readonly runs: Run[] = [];
  readonly answers: string[] = [];
  /** Names of the runs that their function's time limit cut off, since the last `endStep`. */
  readonly cutOff: string[] = [];
  /** What admins requested, by cluster. */
  readonly asked: { cluster: string; action: string; at: number }[] = [];
  /** Names of the clusters that are swept between refreshes. */
  readonly swept = new Set<string>();
  /** Names of the clusters that the API calls registered. */
  readonly registered = new Set<string>();
  /**
   * At the beginning of this step: how many times each cluster had been dispatched, and how many requests admins had
   * made.
   */
  before = { at: epoch, dispatches: new Map<string, number>() as ReadonlyMap<string, number>, asked: 0 };
  /** How far any clock has been behind, in milliseconds: a cluster that it postpones is due again at once. */
  mostBehind = 0;
  /** The properties of each cluster, by name. */
  readonly shapes = new Map<string, Shape>();
  /** Whether this step lets the service work normally. */
  lived = false;
  /** Whether anything may be wrong with AWS. */
  awsBroken = false;
  /** How far any clock has been ahead, in milliseconds: a cluster's next push may have been set that far ahead. */
  mostSkew = 0;
  /** Milliseconds by which the clock of the tick and the API is ahead. */
  skew = 0;
  readonly #secrets: SecretsManagerClient;
  readonly #sqs: Emulator;
  readonly #dynamodb: Emulator;
  /** The table after this many writes. */
  #seen: { writes: number; observation: Observation } | undefined;
  #linesBefore = 0;
  #registration: Handler<HttpApiEvent, { statusCode: number; body: string }> | undefined;
  #tick: Handler<ScheduledEvent> | undefined;

  private constructor(service: Service) {
    this.service = service;
    const { aws } = service;
    this.#secrets = new SecretsManagerClient(aws.clientConfig('secretsmanager'));
    this.#sqs = new Emulator(aws.endpoints.sqs, 'AmazonSQS');
    this.#dynamodb = new Emulator(aws.endpoints.dynamodb, 'DynamoDB_20120810');
    this.mailbox = new Mailbox(aws, this.#sqs);
  }

  static async start(service: Service, names: readonly string[]): Promise<World> {
    const { time, traffic } = service.simulation;
    time.clear();
    time.jump(epoch);
    traffic.reset();
    service.aws.faults.clear();
    service.aws.earlyEnds.upTo = 0;
    service.aws.calls.reset();
    service.output.clear();
    service.issued.clear();
    service.versions.splice(0);
    const world = new World(service);
    for (const [index, name] of names.entries())
      world.clusters.push(await startCluster(service, name, `127.0.0.${index + 1}`));
    return world;
  }

  get now(): number {
    return this.service.simulation.time.now();
  }

  /** Time passes while the functions are driven; what is due on the way happens on the way. */
  pass(milliseconds: number): Promise<void> {
    return this.service.simulation.pass(milliseconds);
  }

  /** Everything in the table; later writes are compared with what it promises. */
  async look(): Promise<Observation> {
    const { writes } = this.service.aws.calls;
    if (this.#seen?.writes !== writes)
      this.#seen = { writes, observation: await readTable(this.#dynamodb, this.service.aws.tableName) };
    const seen = this.#seen.observation;
    for (const cluster of this.clusters) {
      const { validUntil } = seen.records.get(cluster.name) ?? {};
      cluster.promised = validUntil === undefined ? undefined : Date.parse(validUntil);
    }
    return seen;
  }

  /** What the log says of each push since the last `endStep`, in the order of their ends. */
  pushes(): { cluster: string; milliseconds: number; result: string }[] {
    return this.service.output.lines.slice(this.#linesBefore).flatMap((line) => {
      if (!/"message": "push(ed| failed)"/.test(line)) return [];
      return [JSON.parse(line) as { cluster: string; milliseconds: number; result: string }];
    });
  }

  /** From here on, the next step counts. */
  endStep(): void {
    this.finished.splice(0);
    this.runs.splice(0);
    this.cutOff.splice(0);
    this.lived = false;
    this.before = { at: this.now, dispatches: this.dispatches, asked: this.asked.length };
    this.#linesBefore = this.service.output.lines.length;
  }

  /** How many times each cluster was dispatched. */
  get dispatches(): ReadonlyMap<string, number> {
    const claims = new Map<string, string>();
    for (const body of this.mailbox.bodies) {
      const { cluster, claim } = JSON.parse(body) as { cluster: string; claim: string };
      claims.set(claim, cluster);
    }
    const counts = new Map<string, number>();
    for (const cluster of claims.values()) counts.set(cluster, (counts.get(cluster) ?? 0) + 1);
    return counts;
  }

  /** Lets the functions work, in virtual time, until this has happened. */
  drive<T>(work: Promise<T>): Promise<T> {
    return this.service.simulation.drive(work);
  }

  async tick(options: Fate = {}): Promise<Ending> {
    this.#tick ??= await this.service.sandboxes.tick();
    const run = new Run('tick', { skew: this.skew, ...fateOf(options) });
    const ending = await this.#invoke(run, { handler: this.#tick, timeoutMs: timeouts.refresh }, {});
    if (run.dead) this.#tick = undefined;
    return ending;
  }

  /** The tick with all its gauges. */
  async wholeTick(): Promise<Ending> {
    const handler = await this.service.sandboxes.refresh();
    return this.#invoke(new Run('refresh'), { handler, timeoutMs: timeouts.refresh }, {});
  }

  async ask({ method, path, body }: Asked, options: Fate = {}): Promise<number | undefined> {
    this.#registration ??= await this.service.sandboxes.registration();
    const run = new Run('registration', { skew: this.skew, ...fateOf(options) });
    const ending = await this.#invoke(
      run,
      { handler: this.#registration, timeoutMs: timeouts.registration },
      httpEvent(method, path, body),
    );
    if (run.dead) this.#registration = undefined;
    if (ending.outcome !== 'returned') return undefined;
    this.answers.push(JSON.stringify(ending.value));
    return (ending.value as { statusCode: number }).statusCode;
  }

  /** Delivers to a worker, and reports the result to the queue. */
  async deliver(
    mails: readonly Mail[],
    worker: Worker,
    options: Fate & { keep?: boolean } = {},
  ): Promise<Finished | undefined> {
    const [first] = mails;
    if (first === undefined) return undefined;
    // As in serverless.yml's event sources.
    const largest = first.queueUrl === this.service.aws.suspectQueueUrl ? 1 : 10;
    const batch = mails.filter(({ queueUrl }) => queueUrl === first.queueUrl).slice(0, largest);
    worker.handler ??= await this.service.sandboxes.push();
    const run = new Run('push', { skew: worker.skew, ...fateOf(options) });
    const event = sqsEvent(
      batch.map(({ message }) => message),
      first.queueArn,
    );
    if (!options.keep) for (const mail of batch) this.mailbox.drop(mail);
    const ending = await this.#invoke(run, { handler: worker.handler, timeoutMs: timeouts.push }, event);
    if (run.dead) worker.handler = undefined;
    const finished = { run, ending, clusters: batch.map(({ message }) => clusterOf(message.Body)) };
    this.finished.push(finished);
    await this.#settle(batch, ending);
    return finished;
  }

  /** Ends it: what it left in the shared service is removed. */
  async stop(): Promise<void> {
    const { aws, simulation, tls } = this.service;
    aws.faults.clear();
    simulation.time.clear();
    const { items } = await this.look();
    const keys = items.map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk: { S: pk }, sk: { S: sk } } } }));
    for (let from = 0; from < keys.length; from += 25)
      await this.#dynamodb.ask('BatchWriteItem', {
        RequestItems: { [aws.tableName]: keys.slice(from, from + 25) },
      });
    await this.mailbox.empty();
    for (const { name } of this.clusters) await this.#removeSecret(aws.secretPrefix + name);
    // The next world begins at the time at which this one began, when these deletions would still be under way: end
    // them now.
    simulation.time.jump(this.now + minute);
    await this.drive(this.#secrets.send(new ListSecretsCommand({})));
    for (const { endpoint } of this.clusters) tls.remove(new URL(endpoint.server).hostname);
    this.#secrets.destroy();
  }

  async #removeSecret(SecretId: string): Promise<void> {
    const deletion = new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true });
    try {
      await this.drive(this.#secrets.send(deletion));
    } catch (error) {
      // It was deregistered a moment ago.
      if (!(error instanceof InvalidRequestException)) throw error;
    }
  }

  async #invoke(
    run: Run,
    fn: { handler: (event: never, context: Context) => unknown; timeoutMs: number },
    event: unknown,
  ): Promise<Ending> {
    this.runs.push(run);
    const ending = await invoke(this.service.simulation, run, fn as never, event);
    if (ending.outcome === 'timed out') this.cutOff.push(run.name);
    return ending;
  }

  async #settle(batch: readonly Mail[], ending: Ending): Promise<void> {
    if (ending.outcome === 'killed') return;
    const { failed } = batchFailures(
      ending,
      batch.map(({ message }) => message.MessageId ?? ''),
    );
    const done = batch.filter(({ message }) => !failed.has(message.MessageId ?? ''));
    await this.mailbox.done(done);
  }
}

const fateOf = ({ dieAfter, lagAt }: Fate): Fate => ({ dieAfter, lagAt });

function clusterOf(body: string | undefined): string {
  return (JSON.parse(body ?? '{}') as { cluster?: string }).cluster ?? '';
}

function httpEvent(method: string, path: string, body: unknown): unknown {
  const [rawPath = '', query = ''] = path.split('?');
  return {
    version: '2.0',
    rawPath,
    rawQueryString: query,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    ...(query !== '' && { queryStringParameters: Object.fromEntries(new URLSearchParams(query)) }),
    requestContext: {
      http: { method, path: rawPath },
      authorizer: { iam: { userArn: 'arn:aws:iam::000000000000:user/ann' } },
      requestId: 'r',
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    isBase64Encoded: false,
  };
}
