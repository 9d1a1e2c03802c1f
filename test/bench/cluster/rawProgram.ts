import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:https';
import { answerQuestions } from '../processes/answerQuestions.ts';
import { pullSecret } from '../processes/pullSecret.ts';
import { rawSecretName } from './names.ts';
import type { Round } from './round.ts';

/** A program: the minimum with node:https, one server-side apply in each namespace. */
export interface RawQuestion {
  /** As long as our clusters' names, so that the bodies have equal lengths. */
  name: string;
  port: number;
  ca: string;
  token: string;
  namespaces: string[];
  concurrency: number;
  region: string;
}

answerQuestions<RawQuestion, Round>(async (question) => {
  const body = Buffer.from(freshSecret(question));
  const before = process.cpuUsage();
  const began = performance.now();
  const agent = new Agent({
    keepAlive: true,
    maxSockets: question.concurrency,
    maxFreeSockets: question.concurrency,
    ca: question.ca,
  });
  const queue = question.namespaces.values();
  await Promise.all(
    Array.from({ length: question.concurrency }, async () => {
      for (const namespace of queue) await apply(namespace, body, agent, question);
    }),
  );
  agent.destroy();
  const milliseconds = performance.now() - began;
  const { user, system } = process.cpuUsage(before);
  return {
    milliseconds,
    cpuMilliseconds: (user + system) / 1000,
    peakResidentBytes: process.resourceUsage().maxRSS * 1024,
  };
});

/** The body that PullPass would send, with a password of an ECR token's length that was never sent before. */
function freshSecret({ name, region }: RawQuestion): string {
  const password = randomBytes(1800).toString('base64');
  const expiresAt = Date.now() + 12 * 60 * 60 * 1000;
  return pullSecret(rawSecretName, name, [
    {
      registry: { name: 'main', kind: 'ecr', accountId: '123456789012', region },
      credential: { username: 'AWS', password, expiresAt },
    },
  ]);
}

function apply(namespace: string, body: Buffer, agent: Agent, { port, token }: RawQuestion): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        agent,
        host: '127.0.0.1',
        port,
        method: 'PATCH',
        path: `/api/v1/namespaces/${namespace}/secrets/${rawSecretName}?fieldManager=pullpass`,
        headers: {
          Authorization: `Bearer ${token}`,
          'Content-Type': 'application/apply-patch+yaml',
          'Content-Length': body.length,
          // Only the metadata comes back: less work for client and server than the whole secret.
          Accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
        },
      },
      (response) => {
        const { statusCode = 0 } = response;
        response
          .resume()
          .on('end', () =>
            statusCode < 300 ? resolve() : reject(new Error(`${namespace} answered ${statusCode}`)),
          );
      },
    );
    outgoing.on('error', reject).end(body);
  });
}
