import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** No emulator checks it: only its form matters, and that AWS clients send one. */
const unchecked = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=chaos/20260301/eu-west-1/x/aws4_request, SignedHeaders=host, Signature=x',
  'x-amz-date': '20260301T120000Z',
};

/**
 * Sends requests to an emulator without the SDK. The suite makes a fifth of all requests, and the SDK's work for each
 * would cost more than the emulator's answer. Never for the code under test.
 */
export class Emulator {
  readonly #endpoint: string;
  readonly #target: string;

  /** @param target what comes before the operation's name in `x-amz-target` */
  constructor(endpoint: string, target: string) {
    this.#endpoint = endpoint;
    this.#target = target;
  }

  /** @throws Error if the emulator answers anything but 200 */
  async ask<Answer>(operation: string, input: object): Promise<Answer> {
    const asked = JSON.stringify(input);
    const sent = request(this.#endpoint, {
      method: 'POST',
      headers: {
        ...unchecked,
        'content-type': 'application/x-amz-json-1.0',
        'content-length': Buffer.byteLength(asked),
        'x-amz-target': `${this.#target}.${operation}`,
      },
    }).end(asked);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const body = await text(response);
    if (response.statusCode !== 200)
      throw new Error(`${this.#target}.${operation} was answered with ${response.statusCode}: ${body}`);
    return (body === '' ? {} : JSON.parse(body)) as Answer;
  }
}
