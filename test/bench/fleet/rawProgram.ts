import { randomBytes } from 'node:crypto';
import { request } from 'node:https';
import { answerQuestions } from '../processes/answerQuestions.ts';
import { pullSecret } from '../processes/pullSecret.ts';
import type { Cost } from './cost.ts';
import { meter } from './cost.ts';
import { addressOf, clusterName, namespace, tlsServerName, tokenOf } from './endpoints.ts';

/** A program: the minimum with node:https, one new connection and one write for each endpoint. */
export interface RawQuestion {
  port: number;
  ca: string;
  count: number;
  concurrency: number;
}

answerQuestions<RawQuestion, Cost>(async (question) => {
  const password = randomBytes(1800).toString('base64');
  const expiresAt = Date.now() + 12 * 60 * 60 * 1000;
  const cost = meter();
  const queue = Array(question.count).keys();
  await Promise.all(
    Array.from({ length: question.concurrency }, async () => {
      for (const index of queue) await apply(index, bodyFor(index), question);
    }),
  );
  return cost();

  function bodyFor(index: number): string {
    return pullSecret('ecr-credentials', clusterName(index), [
      {
        registry: { name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' },
        credential: { username: 'AWS', password, expiresAt },
      },
    ]);
  }
});

function apply(index: number, body: string, { port, ca }: RawQuestion): Promise<void> {
  const host = addressOf(index);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        agent: false,
        host,
        port,
        ca,
        servername: tlsServerName,
        method: 'PATCH',
        path: `/api/v1/namespaces/${namespace}/secrets/ecr-credentials?fieldManager=pullpass`,
        headers: {
          Authorization: `Bearer ${tokenOf(host)}`,
          'Content-Type': 'application/apply-patch+yaml',
          'Content-Length': Buffer.byteLength(body),
          Accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
        },
      },
      (response) => {
        const { statusCode = 0 } = response;
        response
          .resume()
          .on('end', () =>
            statusCode < 300 ? resolve() : reject(new Error(`${host} answered ${statusCode}`)),
          );
      },
    );
    outgoing.on('error', reject).end(body);
  });
}
