import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { pushMessage } from '../../shared/clusters/dispatch.ts';
import { faultFields } from '../../shared/observability/log.ts';
import { metricNames } from '../../shared/observability/names.ts';
import { push } from './push.ts';
import type { PushWorld } from './world.ts';

/** Milliseconds of the Lambda's time that are kept back to record what was done. */
const reserveMilliseconds = 10_000;

/** Milliseconds of these that are kept back to answer SQS even if the recording hangs. */
const lastMilliseconds = 2_000;

/**
 * Pushes to the clusters of a batch at the same time, but alone to those that may have killed a worker. A batch item
 * fails only by a fault of PullPass.
 */
export function pushHandler(world: PushWorld) {
  return async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const remaining = context.getRemainingTimeInMillis();
    const deadline = world.now() + Math.min(world.limits.cluster, remaining - reserveMilliseconds);
    const end = AbortSignal.timeout(Math.max(0, remaining - lastMilliseconds));
    const failed = await Promise.all(
      event.Records.map((record) =>
        pushRecord(record, world, { deadline, end, alone: event.Records.length === 1 }),
      ),
    );
    world.meter.publish();
    return { batchItemFailures: failed.flat() };
  };
}

async function pushRecord(
  record: SQSRecord,
  world: PushWorld,
  { deadline, end, alone }: { deadline: number; end: AbortSignal; alone: boolean },
): Promise<SQSBatchResponse['batchItemFailures']> {
  try {
    const message = pushMessage.parse(JSON.parse(record.body));
    const again = Number(record.attributes.ApproximateReceiveCount) > 1;
    await before(end, push(message, world, deadline, { again, alone }));
    return [];
  } catch (error) {
    world.meter.count(metricNames.pushFaults, 1);
    world.log.error('push failed unexpectedly: SQS will deliver the message again', {
      messageId: record.messageId,
      ...faultFields(error),
    });
    return [{ itemIdentifier: record.messageId }];
  }
}

/** Rejects at `end`: an AWS call that hangs past all its own limits must not prevent the answer for the whole batch. */
async function before<T>(end: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const outOfTime = () => reject(end.reason);
  end.addEventListener('abort', outOfTime, { once: true });
  try {
    return await Promise.race([work, ended]);
  } finally {
    end.removeEventListener('abort', outOfTime);
  }
}
