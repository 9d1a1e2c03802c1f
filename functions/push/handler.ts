import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { pushMessage } from '../../shared/clusters/dispatch.ts';
import { faultFields } from '../../shared/observability/log.ts';
import { metricNames } from '../../shared/observability/names.ts';
import { push } from './push.ts';
import { createWorld } from './world.ts';

const world = createWorld(process.env);

/** Kept back from the Lambda's own time, to record what was done. */
const reserveMilliseconds = 10_000;

/** Pushes to the clusters of a batch side by side. A batch item fails only by a fault of our own. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const end = world.now() + context.getRemainingTimeInMillis() - reserveMilliseconds;
  const deadline = Math.min(world.now() + world.limits.cluster, end);
  const failed = await Promise.all(event.Records.map((record) => pushRecord(record, deadline)));
  world.meter.publish();
  return { batchItemFailures: failed.flat() };
}

async function pushRecord(
  record: SQSRecord,
  deadline: number,
): Promise<SQSBatchResponse['batchItemFailures']> {
  try {
    await push(pushMessage.parse(JSON.parse(record.body)), world, deadline);
    return [];
  } catch (error) {
    world.meter.count(metricNames.pushFaults, 1);
    world.log.error('a push could not be done: SQS brings its message again', {
      messageId: record.messageId,
      ...faultFields(error),
    });
    return [{ itemIdentifier: record.messageId }];
  }
}
