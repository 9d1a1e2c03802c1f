import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { closeServer, listenOnLoopback } from '../../../local/aws/loopback.ts';
import { createAuthority } from '../../../shared/simulation/certificates.ts';

/** The parts of an API server's request to a webhook that the tests read. */
interface Review {
  uid: string;
  operation: string;
  namespace: string;
  name: string;
  dryRun: boolean;
  object?: { metadata: { labels?: Record<string, string> } };
}

/** `response` of an AdmissionReview, without its uid; undefined: no answer. */
type AnswerReview = (review: Review) => object | undefined;

export interface WebhookServer {
  /** Answers reviews at its own address; returns the webhook's `clientConfig`. */
  serve(answer: AnswerReview): { url: string; caBundle: string };
  /** The `clientConfig` of a webhook at which nothing answers. */
  down(): { url: string; caBundle: string };
  stop(): Promise<void>;
}

/** Admission webhooks over TLS on one free port. */
export async function startWebhooks(): Promise<WebhookServer> {
  const authority = await createAuthority('webhook-ca');
  const { certificate, key } = await authority.issue({ commonName: 'webhook', addresses: ['127.0.0.1'] });
  const answers: AnswerReview[] = [];
  const server = createServer({ cert: certificate, key }, (request, response) => {
    void respond(answers[Number(request.url?.slice(1).split('?')[0])], request, response);
  });
  const port = await listenOnLoopback(server);
  const caBundle = Buffer.from(authority.certificate).toString('base64');
  return {
    serve(answer) {
      answers.push(answer);
      return { url: `https://127.0.0.1:${port}/${answers.length - 1}`, caBundle };
    },
    // Nothing listens on port 1, so connections are refused at once.
    down: () => ({ url: 'https://127.0.0.1:1/', caBundle }),
    stop: () => closeServer(server),
  };
}

async function respond(
  answer: AnswerReview | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { request: review } = JSON.parse(Buffer.concat(chunks).toString()) as { request: Review };
  const said = answer?.(review);
  if (said === undefined) return;
  const body = {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    response: { uid: review.uid, ...said },
  };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
