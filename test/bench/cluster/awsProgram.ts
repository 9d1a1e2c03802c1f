import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { startAws } from '../../../local/aws/startAws.ts';
import type { PushMessage } from '../../../shared/clusters/dispatch.ts';
import { clusterSpec } from '../../../shared/clusters/spec.ts';
import { createCluster, readCluster } from '../../../shared/clusters/store/records.ts';
import { parseKubeconfig } from '../../../shared/kubeconfig/parse.ts';
import { writableVault } from '../../../shared/kubeconfig/writableVault.ts';
import { parseCidrs } from '../../../shared/network/cidr.ts';
import { answerQuestions } from '../processes/answerQuestions.ts';

/** A program: the local AWS, with a new cluster for each measured push. */
export type AwsQuestion =
  | { ask: 'environment' }
  | { ask: 'register'; name: string; region: string; kubeconfig: string; include: string[] }
  | { ask: 'outcome'; name: string };

export type AwsAnswer = Record<string, unknown>;

const allowedCidrs = '127.0.0.0/8';
const aws = await startAws({ stage: 'bench' });
const table = {
  client: DynamoDBDocumentClient.from(new DynamoDBClient(aws.clientConfig('dynamodb')), {
    marshallOptions: { removeUndefinedValues: true },
  }),
  name: aws.tableName,
};
const vault = writableVault(new SecretsManagerClient(aws.clientConfig('secretsmanager')), aws.secretPrefix);

answerQuestions<AwsQuestion, AwsAnswer>(async (question) => {
  if (question.ask === 'environment')
    return {
      ...aws.environment(),
      STAGE: 'bench',
      TABLE_NAME: aws.tableName,
      SECRET_PREFIX: aws.secretPrefix,
      ALLOWED_CIDRS: allowedCidrs,
    };
  if (question.ask === 'register') return { ...(await register(question)) };
  const record = await readCluster(table, question.name);
  return { ...record?.status };
});

/** Stores the cluster as a tick leaves it just after dispatching it; returns the message. */
async function register({
  name,
  region,
  kubeconfig,
  include,
}: Extract<AwsQuestion, { ask: 'register' }>): Promise<PushMessage> {
  const claim = randomUUID();
  const version = randomUUID();
  const parsed = parseKubeconfig(kubeconfig, { now: new Date(), allowedCidrs: parseCidrs(allowedCidrs) });
  await vault.create(name, parsed, version);
  const spec = clusterSpec.parse({
    name,
    registries: [{ name: 'main', kind: 'ecr', accountId: '123456789012', region }],
    targets: [{ kind: 'imagePullSecret', namespaces: { include } }],
  });
  const created = await createCluster(
    table,
    {
      name,
      spec,
      status: {
        phase: 'Pending',
        consecutiveFailures: 0,
        namespaces: { ready: 0, failed: 0, skipped: 0 },
        nextPushAt: new Date().toISOString(),
      },
      kubeconfig: { version, server: parsed.server },
      version: 1,
      createdAt: new Date().toISOString(),
      retired: [],
      claim,
    },
    Date.now(),
  );
  if (!created) throw new Error(`the benchmark registered ${name} twice`);
  return { cluster: name, claim, correlationId: randomUUID() };
}
