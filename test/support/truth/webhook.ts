import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createAuthority } from '../../../shared/simulation/certificates.ts';

/** The parts of an API server's request to an admission webhook that these read. Source: admission.k8s.io/v1 */
export interface AdmissionRequest {
  uid: string;
  operation: 'CREATE' | 'UPDATE' | 'DELETE';
  name: string;
  namespace: string;
  object: { metadata?: { labels?: Record<string, string> } } | null;
}

export interface Verdict {
  allowed: boolean;
  /** The denial's text and HTTP status; without one, the API server makes it 400. */
  message?: string;
  code?: number;
  /** JSON patch of the object. */
  patch?: readonly object[];
}

/** An admission webhook on loopback. */
export interface Webhook {
  /** `clientConfig` of its configuration. */
  clientConfig: { url: string; caBundle: string };
  stop(): Promise<void>;
}

export async function startWebhook(decide: (request: AdmissionRequest) => Verdict): Promise<Webhook> {
  const authority = await createAuthority('webhook-ca');
  const { certificate: cert, key } = await authority.issue({
    commonName: 'webhook',
    addresses: ['127.0.0.1'],
  });
  const server = createServer({ cert, key }, async (incoming, answer) => {
    const { request } = JSON.parse(await text(incoming)) as { request: AdmissionRequest };
    const { allowed, message, code, patch } = decide(request);
    const response = {
      uid: request.uid,
      allowed,
      ...(message !== undefined && { status: { message, code } }),
      ...(patch !== undefined && {
        patchType: 'JSONPatch',
        patch: Buffer.from(JSON.stringify(patch)).toString('base64'),
      }),
    };
    answer.setHeader('content-type', 'application/json');
    answer.end(JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    clientConfig: {
      url: `https://127.0.0.1:${port}/`,
      caBundle: Buffer.from(authority.certificate).toString('base64'),
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
