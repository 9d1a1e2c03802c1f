import type { Server } from 'node:http';
import { join } from 'node:path';
import { type AwsService, CallCounter } from './calls.ts';
import type { LocalClientConfig } from './clientConfig.ts';
import { localCredentials } from './clientConfig.ts';
import { takeDataFolder } from './dataFolder.ts';
import { ensureTable, startDynamodb } from './dynamodb.ts';
import { Ecr } from './ecr.ts';
import { environmentFor, type RealService } from './environment.ts';
import { Faults } from './faults.ts';
import type { Policy } from './iam/policy.ts';
import { pushRolePolicy } from './iam/pushRole.ts';
import { type InvokableFunctions, startLambda } from './lambda.ts';
import { optInRegions } from './optInRegions.ts';
import { type EarlyEnds, type RegistryUsers, startRegistries } from './registry.ts';
import type { RunningService } from './runningService.ts';
import { SecretStore } from './secretStore.ts';
import { SecretsManager, type SecretTimings } from './secretsManager.ts';
import { localAccount, Sessions } from './sessions.ts';
import { type Queues, type SentMessages, startSqs } from './sqs.ts';
import { startStandIns } from './standIn.ts';
import { type RoleTrust, Sts } from './sts.ts';

export interface AwsOptions {
  /** Folder in which table and secrets outlive the process. Default: everything is in memory. Queues always are. */
  dataDir?: string | undefined;
  /** Services for which `environment()` uses the real AWS and the user's credentials. Default: none. */
  real?: readonly RealService[] | undefined;
  /** Default: AWS_REGION, else eu-west-1. */
  region?: string | undefined;
  /** Part of the names of table and queues, as in AWS. Default: local. */
  stage?: string | undefined;
  /** The clock of ECR, STS and Secrets Manager. DynamoDB and SQS have their own. */
  now?: (() => Date) | undefined;
  /** Life of an ECR token in milliseconds. Default: 12 hours. */
  tokenLifeMs?: number | undefined;
  /** The roles that exist, by ARN, and what their trust policies require. Default: all may be assumed. */
  roles?: Readonly<Record<string, RoleTrust>> | undefined;
  /** What the functions' own role may do at ECR. Default: the same as the push function's role in infra/roles.yml. */
  functionPolicies?: readonly Policy[] | undefined;
  /** Regions that no account has enabled. Default: those that are off until enabled, except `region`. */
  disabledRegions?: readonly string[] | undefined;
  /** Seconds for which a received message is hidden. Default: 180, as in infra/queues.yml. */
  visibilitySeconds?: number | undefined;
  /** How long deletions of secrets take, and how far reads of them lag. */
  secrets?: Partial<SecretTimings> | undefined;
  /** Receives after which a message goes to the dead-letter queue. Default: 3. */
  maxReceives?: number | undefined;
  /** Milliseconds that each second of a long poll of SQS takes. Default: 1,000. */
  longPollSecondMs?: number | undefined;
}

export interface EmbeddedAws extends Queues, SentMessages {
  region: string;
  endpoints: Readonly<Record<AwsService, string>>;
  /** What listens at the endpoints. */
  servers: Readonly<Record<AwsService, Server>>;
  tableName: string;
  /** Prefix of the clusters' secrets, for SECRET_PREFIX. */
  secretPrefix: string;
  /** The variables that direct the SDK's clients here; set them before making a client. */
  environment(): Record<string, string>;
  /** For a client that you make yourself: `new SQSClient(aws.clientConfig('sqs'))`. */
  clientConfig(service: AwsService): LocalClientConfig;
  faults: Faults;
  calls: CallCounter;
  ecr: Ecr;
  sts: Sts;
  /** Delays of Secrets Manager, and how soon it forgets; may be changed at any time. */
  secretTimings: SecretTimings;
  /** What Secrets Manager holds. */
  secretStore: SecretStore;
  /** The functions that Lambda can invoke, by name: none at first. */
  functions: InvokableFunctions;
  /** Whom registries other than ECR let in. */
  registryUsers: RegistryUsers;
  /** Policies of ECR's repositories, by ARN: none at first. */
  repositoryPolicies: Map<string, Policy>;
  /** Tokens that registries refuse early: none at first. */
  earlyEnds: EarlyEnds;
  /** HOST/REPOSITORY:TAG of images that do not exist. All others exist. */
  missingImages: Set<string>;
  /** Stops everything at once; safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts DynamoDB, SQS, Secrets Manager, ECR, STS, Lambda and registries in this process, on free ports of 127.0.0.1,
 * with the table and the queues.
 *
 * @throws Error if the data folder is in use, or holds what this version cannot read; then nothing is left running
 */
export async function startAws(options: AwsOptions = {}): Promise<EmbeddedAws> {
  const { dataDir, real = [], stage = 'local', now = () => new Date() } = options;
  const region = options.region ?? process.env['AWS_REGION'] ?? 'eu-west-1';
  const cleanups: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  };

  try {
    if (dataDir !== undefined) cleanups.push(await takeDataFolder(dataDir));
    const { disabledRegions = optInRegions.filter((other) => other !== region) } = options;
    const world = {
      now,
      calls: new CallCounter(),
      faults: new Faults(),
      sessions: new Sessions(),
      disabledRegions: new Set(disabledRegions),
    };
    const store = new SecretStore(dataDir === undefined ? undefined : join(dataDir, 'secrets'));
    const secretsManager = new SecretsManager(store, now, options.secrets);
    const ecr = new Ecr(now, options.tokenLifeMs);
    const sts = new Sts(world.sessions, now, options.roles);

    const dynamodb = await startDynamodb(
      world,
      dataDir === undefined ? undefined : join(dataDir, 'dynamodb'),
    );
    cleanups.push(dynamodb.stop);
    const sqs = await startSqs(world, {
      region,
      prefix: `pullpass-${stage}-`,
      visibilitySeconds: options.visibilitySeconds ?? 180,
      maxReceives: options.maxReceives ?? 3,
      longPollSecondMs: options.longPollSecondMs ?? 1000,
    });
    cleanups.push(sqs.stop);
    const standIns = await startStandIns(
      { secretsmanager: secretsManager, ecr, 'ecr-public': ecr, sts },
      world,
    );
    cleanups.push(standIns.stop);
    const functions: InvokableFunctions = new Map();
    const lambda = await startLambda(world, functions, region);
    cleanups.push(lambda.stop);
    const registryUsers: RegistryUsers = new Map();
    const repositoryPolicies = new Map<string, Policy>();
    const missingImages = new Set<string>();
    const earlyEnds: EarlyEnds = { upTo: 0, withSessions: false };
    const functionPolicies = options.functionPolicies ?? [await pushRolePolicy(localAccount, region)];
    const registry = await startRegistries(world, {
      earlyEnds,
      users: registryUsers,
      policies: {
        functions: functionPolicies,
        ofRole: (roleArn) => sts.policiesOf(roleArn),
        ofRepository: (arn) => repositoryPolicies.get(arn),
      },
      missingImages,
    });
    cleanups.push(registry.stop);

    const services = {
      dynamodb,
      sqs,
      secretsmanager: standIns,
      ecr: standIns,
      'ecr-public': standIns,
      sts: standIns,
      lambda,
      registry,
    };
    const ofEach = <Value>(of: (service: RunningService) => Value) =>
      Object.fromEntries(Object.entries(services).map(([name, service]) => [name, of(service)])) as Record<
        AwsService,
        Value
      >;
    const endpoints = ofEach(({ endpoint }) => endpoint);
    const environment = () => environmentFor(endpoints, region, real);
    const clientConfig = (service: AwsService) => ({
      region,
      endpoint: endpoints[service],
      credentials: localCredentials,
    });
    const tableName = `pullpass-${stage}-clusters`;
    await ensureTable(clientConfig('dynamodb'), tableName);
    world.calls.reset();

    const secretPrefix = `pullpass/${stage}/clusters/`;
    const { faults, calls } = world;
    return {
      ...sqs.queues,
      sentTo: sqs.sentTo,
      region,
      endpoints,
      servers: ofEach(({ server }) => server),
      tableName,
      secretPrefix,
      environment,
      clientConfig,
      faults,
      calls,
      ecr,
      sts,
      secretTimings: secretsManager.timings,
      secretStore: store,
      functions,
      registryUsers,
      repositoryPolicies,
      missingImages,
      earlyEnds,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
