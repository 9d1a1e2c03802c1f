import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { pushMessage } from '../../shared/clusters/dispatch.ts';
import { faultFields } from '../../shared/observability/log.ts';
import { metricNames } from '../../shared/observability/names.ts';
import { push } from './push.ts';
import type { PushWorld } from './world.ts';

/** Kept back from the Lambda's own time, to record what was done. */
const reserveMilliseconds = 10_000;

/** Kept back from that, to answer SQS where even the recording hangs. */
const lastMilliseconds = 2_000;

/** Pushes to the clusters of a batch side by side, but to those alone of which a worker may have died. A batch item fails only by a fault of our own. */
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

/** An AWS call that hangs past all its own limits must not take the answer for the whole batch with it. */
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
