import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, expect, test } from '@jest/globals';
import { localCredentials } from '../../../local/aws/clientConfig.ts';
import { retryAtOnce } from '../../support/chaos/service/retryAtOnce.ts';
import { Simulation } from '../../support/chaos/time/simulation.ts';
import { startLoopbackServer } from '../../support/loopbackServer.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

test('a client of the suite retries while nothing moves the virtual clock', async () => {
  let requests = 0;
  const server = await startLoopbackServer((request, response) => {
    requests += 1;
    if (requests === 1) return request.socket.destroy();
    return response
      .writeHead(200, { 'content-type': 'application/x-amz-json-1.0' })
      .end('{"QueueUrl":"http://127.0.0.1/queue"}');
  });
  cleanups.push(() => server.stop());
  const simulation = new Simulation(0);
  simulation.install();
  cleanups.push(() => simulation.uninstall());

  const sqs = new SQSClient({
    region: 'eu-west-1',
    endpoint: server.url,
    credentials: localCredentials,
    retryStrategy: retryAtOnce,
  });
  cleanups.push(() => sqs.destroy());
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'queue' }));
  expect(QueueUrl).toBe('http://127.0.0.1/queue');
  expect(requests).toBe(2);
});
