/** A program like `npm start`: starts everything, uses it, stops it. It must then end without help. */
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startEventSource } from '../../../local/aws/eventSource.ts';
import { startHttpApi } from '../../../local/aws/httpApi.ts';
import { startSchedule } from '../../../local/aws/schedule.ts';
import { startAws } from '../../../local/aws/startAws.ts';

const [dataDir] = process.argv.slice(2);
const aws = await startAws({ dataDir });
const client = new SQSClient(aws.clientConfig('sqs'));
const { promise: handled, resolve: handle } = Promise.withResolvers<void>();
const hang = () => new Promise(() => {});

const source = startEventSource({
  client,
  queueUrl: aws.queueUrl,
  queueArn: aws.queueArn,
  fn: { name: 'push', timeoutMs: 150_000, handler: () => handle() },
});
const schedule = startSchedule({ fn: { name: 'refresh', timeoutMs: 50_000, handler: hang } });
const api = await startHttpApi({ fn: { name: 'registration', timeoutMs: 29_000, handler: hang } });
await client.send(new SendMessageCommand({ QueueUrl: aws.queueUrl, MessageBody: '{}' }));
await handled;
const cut = fetch(api.url).catch(() => 'cut');

aws.faults.inject({ service: 'sqs', operation: 'SendMessage', fault: { kind: 'slow', ms: 60_000 } });
const slow = client
  .send(new SendMessageCommand({ QueueUrl: aws.queueUrl, MessageBody: '{}' }))
  .catch(() => 'cut');
while (aws.calls.count({ operation: 'SendMessage' }) < 2) await new Promise(setImmediate);

await Promise.all([api, schedule, source].map((part) => part.stop({ graceMs: 100 })));
client.destroy();
await aws.stop();
await Promise.all([cut, slow]);
process.stdout.write('stopped');
