import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { startAws } from '../../../local/aws/startAws.ts';
import { functionsEnvironment } from '../../../local/service/environment.ts';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { saveCensus } from '../../../shared/clusters/store/census.ts';
import { store } from '../../support/widget/store.ts';
import { denied } from '../../support/widget/views.ts';
import { recordOf } from '../fleet/recordOf.ts';
import { answerQuestions } from '../processes/answerQuestions.ts';

/** A program: the local AWS. Its one question: hold this many clusters, and return how to reach it. */
export interface AwsQuestion {
  clusters: number;
}

const aws = await startAws({ stage: 'bench' });
const table = {
  client: DynamoDBDocumentClient.from(new DynamoDBClient(aws.clientConfig('dynamodb')), {
    marshallOptions: { removeUndefinedValues: true },
  }),
  name: aws.tableName,
};

answerQuestions<AwsQuestion, Record<string, string>>(async ({ clusters }) => {
  const now = Date.now();
  await store(
    table,
    Array.from({ length: clusters }, (_, index) => inSomeState(index, now)),
  );
  // As the tick leaves it.
  await saveCensus(table, { registered: clusters, countedAt: new Date(now).toISOString() });
  return { ...functionsEnvironment(aws), STAGE: 'bench' };
});

/** Of every hundred, one fails, one is paused, one is new, and one has a kubeconfig that expires soon. */
function inSomeState(index: number, now: number): ClusterRecord {
  const record = recordOf(index, { due: false, port: 6443, now });
  const { status, kubeconfig } = record;
  const at = (milliseconds: number) => new Date(now + milliseconds).toISOString();
  if (index % 100 === 1)
    return {
      ...record,
      status: { ...status, phase: 'Failing', failingSince: at(-index * 1000), error: denied },
    };
  if (index % 100 === 2) return { ...record, status: { ...status, phase: 'Paused' } };
  if (index % 100 === 3) {
    const { ends: _, ...unserved } = status;
    return { ...record, status: { ...unserved, phase: 'Pending' } };
  }
  if (index % 100 === 4) return { ...record, kubeconfig: { ...kubeconfig, expiresAt: at(index * 60_000) } };
  return record;
}
