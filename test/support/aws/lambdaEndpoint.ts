import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LambdaClient } from '@aws-sdk/client-lambda';

/** What an invoked function answers, or the status by which Lambda refuses to start it. */
export type Invoked = { answer: unknown } | { functionError: true } | { refused: number; type: string };

export interface LambdaEndpoint {
  /** The SDK's own client, which finds Lambda here. */
  client: LambdaClient;
  /** Names of the functions that were called. */
  called: string[];
  stop(): Promise<void>;
}

/** Lambda's Invoke over HTTP, on loopback. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export async function startLambdaEndpoint(
  invoke: (name: string, event: unknown) => Promise<Invoked>,
): Promise<LambdaEndpoint> {
  const called: string[] = [];
  const server = createServer(async (request, response) => {
    const name = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.url ?? '')?.[1] ?? '';
    let body = '';
    for await (const chunk of request) body += chunk;
    called.push(name);
    const done = await invoke(name, JSON.parse(body));
    if ('refused' in done)
      response.writeHead(done.refused, { 'x-amzn-errortype': done.type }).end('{"message":"no"}');
    else if ('functionError' in done)
      response.writeHead(200, { 'x-amz-function-error': 'Unhandled' }).end('{"errorMessage":"it broke"}');
    else response.writeHead(200).end(JSON.stringify(done.answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new LambdaClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' },
    maxAttempts: 1,
  });
  return {
    client,
    called,
    stop: () => {
      client.destroy();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
