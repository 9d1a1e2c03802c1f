import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

const reads = /\.(GetItem|BatchGetItem|Query|Scan)$/;

/** Times differ from one query to the next, but the same read is meant. */
const time = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;

/**
 * DynamoDB whose eventually consistent reads lag: each returns what the same read first returned, whatever was written
 * since. Indexes have no other reads.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.ReadConsistency.html
 */
export class StaleReads {
  readonly #answers = new Map<string, { status: number; headers: NodeJS.Dict<unknown>; body: Buffer }>();

  async serve(
    request: IncomingMessage,
    response: ServerResponse,
    emulate: (...passed: Parameters<RequestListener>) => void,
  ): Promise<void> {
    const body = await buffer(request);
    const target = String(request.headers['x-amz-target'] ?? '');
    const { method, url, headers, socket } = request;
    const again = Object.assign(Readable.from([body]), { method, url, headers, socket }) as IncomingMessage;
    const text = body.toString('utf8');
    if (!reads.test(target) || text.includes('"ConsistentRead":true')) return emulate(again, response);

    const key = target + text.replace(time, '');
    const known = this.#answers.get(key);
    if (known !== undefined) {
      response.writeHead(known.status, known.headers as never).end(known.body);
      return;
    }
    const end = response.end.bind(response);
    response.end = ((chunk?: string | Buffer) => {
      const answer = Buffer.from(chunk ?? '');
      this.#answers.set(key, { status: response.statusCode, headers: response.getHeaders(), body: answer });
      return end(answer);
    }) as typeof response.end;
    emulate(again, response);
  }
}
