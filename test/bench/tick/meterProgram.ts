import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { answerQuestions } from '../processes/answerQuestions.ts';
import { type Units, unitsOf } from './units.ts';

/** A program: a proxy in front of a DynamoDB that counts what its answers cost. */
export type MeterQuestion =
  /** The DynamoDB to meter; resets the count. */
  { ask: 'meter'; endpoint: string } | { ask: 'units' };

export interface MeterAnswer extends Units {
  endpoint: string;
}

let target = '';
let counted: Units = { requests: 0, read: 0, written: 0 };

const server = createServer(async (incoming, outgoing) => {
  const question = JSON.parse((await buffer(incoming)).toString()) as Record<string, unknown>;
  const operation = String(incoming.headers['x-amz-target']).replace(/^.*\./, '');
  const answer = await forward(incoming.headers, { ...question, ReturnConsumedCapacity: 'TOTAL' });
  const units = unitsOf(operation, JSON.parse(answer.body.toString()));
  counted = {
    requests: counted.requests + 1,
    read: counted.read + units.read,
    written: counted.written + units.written,
  };
  outgoing.writeHead(answer.status, answer.headers).end(answer.body);
});
server.listen(0, '127.0.0.1');
const listening = once(server, 'listening');

answerQuestions<MeterQuestion, MeterAnswer>(async (question) => {
  await listening;
  if (question.ask === 'meter') {
    target = question.endpoint;
    counted = { requests: 0, read: 0, written: 0 };
  }
  return { ...counted, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
});

async function forward(
  headers: IncomingHttpHeaders,
  question: unknown,
): Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }> {
  const body = Buffer.from(JSON.stringify(question));
  const { host } = new URL(target);
  const sent = request(target, {
    method: 'POST',
    headers: { ...headers, host, 'content-length': body.length },
  });
  sent.end(body);
  const [answer] = await once(sent, 'response');
  return { status: answer.statusCode, headers: answer.headers, body: await buffer(answer) };
}
