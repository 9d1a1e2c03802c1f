import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** No emulator checks it: only its form matters, and that AWS clients send one. */
const unchecked = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=chaos/20260301/eu-west-1/x/aws4_request, SignedHeaders=host, Signature=x',
  'x-amz-date': '20260301T120000Z',
};

const most = 5;

/**
 * Sends requests to an emulator without the SDK. The suite makes a fifth of all requests, and the SDK's work for each
 * would cost more than the emulator's answer. Never for the code under test.
 */
export class Emulator {
  readonly #endpoint: string;
  readonly #target: string;
  readonly #agent = new Agent({ keepAlive: true });

  /** @param target what comes before the operation's name in `x-amz-target` */
  constructor(endpoint: string, target: string) {
    this.#endpoint = endpoint;
    this.#target = target;
  }

  /** @throws Error if the emulator answers anything but 200 */
  async ask<Answer>(operation: string, input: object): Promise<Answer> {
    const response = await this.#send(operation, JSON.stringify(input));
    const body = await text(response);
    if (response.statusCode !== 200)
      throw new Error(`${this.#target}.${operation} was answered with ${response.statusCode}: ${body}`);
    return (body === '' ? {} : JSON.parse(body)) as Answer;
  }

  stop(): void {
    this.#agent.destroy();
  }

  /** Repeats at once if a kept-alive connection has ended meanwhile: the request was not served. */
  async #send(operation: string, body: string): Promise<IncomingMessage> {
    for (let attempt = 1; ; attempt++) {
      const sent = this.#request(operation, body);
      try {
        return await answerTo(sent, body);
      } catch (error) {
        if (!sent.reusedSocket || attempt === most) throw error;
      }
    }
  }

  #request(operation: string, body: string): ClientRequest {
    return request(this.#endpoint, {
      method: 'POST',
      agent: this.#agent,
      headers: {
        ...unchecked,
        'content-type': 'application/x-amz-json-1.0',
        'content-length': Buffer.byteLength(body),
        'x-amz-target': `${this.#target}.${operation}`,
      },
    });
  }
}

const answerTo = (sent: ClientRequest, body: string) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve);
    sent.on('error', reject);
    sent.end(body);
  });
