import type { Aws } from './aws.ts';
import { until } from './until.ts';

/** What an alarm announced to a topic. */
export interface Announcement {
  topic: string;
  alarm: string;
  state: 'ALARM' | 'OK';
  description: string;
}

/** An SQS queue that is subscribed to topics, like a pager. */
export interface Announcements {
  readonly heard: readonly Announcement[];
  /** Marks everything that these alarms have announced so far as old. */
  pass(alarms: readonly string[]): Promise<void>;
  /** Waits for the alarm's next announcement of this state, after those awaited or marked as old. */
  next(alarm: string, state: Announcement['state'], limit?: number): Promise<Announcement>;
}

export async function listen(aws: Aws, topics: readonly string[]): Promise<Announcements> {
  const queue = await sqs<{ QueueUrl: string }>('CreateQueue', { QueueName: 'a-pager' });
  const at = { QueueUrl: queue.QueueUrl };
  const { Attributes } = await sqs<{ Attributes: { QueueArn: string } }>('GetQueueAttributes', {
    ...at,
    AttributeNames: ['QueueArn'],
  });
  const Statement = {
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: Attributes.QueueArn,
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [Statement] });
  await sqs('SetQueueAttributes', { ...at, Attributes: { Policy } });
  for (const topic of topics)
    await aws.query('sns', {
      Action: 'Subscribe',
      Version: '2010-03-31',
      TopicArn: topic,
      Protocol: 'sqs',
      Endpoint: Attributes.QueueArn,
    });

  const heard: Announcement[] = [];
  /** How many announcements of an alarm come before the next one to wait for. */
  const passed = new Map<string, number>();

  async function receive(): Promise<readonly Announcement[]> {
    const { Messages = [] } = await sqs<{ Messages?: { Body: string; ReceiptHandle: string }[] }>(
      'ReceiveMessage',
      { ...at, MaxNumberOfMessages: 10 },
    );
    for (const { Body, ReceiptHandle } of Messages) {
      const { TopicArn, Message } = JSON.parse(Body);
      const { AlarmName, NewStateValue, AlarmDescription } = JSON.parse(Message);
      heard.push({
        topic: TopicArn,
        alarm: AlarmName,
        state: NewStateValue,
        description: AlarmDescription,
      });
      await sqs('DeleteMessage', { ...at, ReceiptHandle });
    }
    return heard;
  }

  function sqs<Body>(operation: string, input: object): Promise<Body> {
    return aws.json<Body>('sqs', `AmazonSQS.${operation}`, input);
  }

  const ofAlarm = (alarm: string) => heard.filter((announcement) => announcement.alarm === alarm);

  return {
    heard,
    async pass(alarms) {
      for (let before = -1; before < heard.length; ) {
        before = heard.length;
        await receive();
      }
      for (const alarm of alarms) passed.set(alarm, ofAlarm(alarm).length);
    },
    async next(alarm, state, limit = 60_000) {
      const from = passed.get(alarm) ?? 0;
      const find = () => ofAlarm(alarm).findIndex((found, index) => index >= from && found.state === state);
      const told = async () => (await receive()).map((each) => `${each.alarm} ${each.state}`);
      await until(`${alarm} to announce ${state}`, told, () => find() >= 0, { limit });
      const found = find();
      passed.set(alarm, found + 1);
      return ofAlarm(alarm)[found] as Announcement;
    },
  };
}
