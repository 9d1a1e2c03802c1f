import { type Attack, flood } from './server.ts';

export const MiB = 1024 * 1024;

/** The beginning of an answer to an apply. */
export const secret = '{"kind":"PartialObjectMetadata","metadata":{"name":"ecr-credentials"}';

const head = (status: string) => `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\n`;
const chunked = (status: string) => `${head(status)}Transfer-Encoding: chunked\r\n\r\n`;
const promising = (status: string) => `${head(status)}Content-Length: ${31 * MiB}\r\n\r\n`;

/** A complete answer with a JSON body. */
export const sized = (status: string, body: string): string =>
  `${head(status)}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

/** Lines of what may be an encoded credential. */
const quotes = (bytes: number) =>
  Buffer.from(Array.from({ length: bytes }, (_, at) => (at * at * 31 + at * 7) % 251))
    .toString('base64')
    .replace(/.{40}/g, '$&\n');

/** What a server may answer to an apply, or to anything else. */
export const attacks = {
  'a success of 31 MiB': (socket) => {
    socket.write(`${promising('200 OK')}${secret}`);
    flood(socket, ' '.repeat(MiB), 31 * MiB);
  },
  'a success without end': (socket) => {
    socket.write(`${head('200 OK')}Connection: close\r\n\r\n${secret}`);
    flood(socket, ' '.repeat(MiB));
  },
  'a refusal of 31 MiB': (socket) => {
    socket.write(promising('403 Forbidden'));
    flood(socket, '{},'.repeat(MiB / 4), 31 * MiB);
  },
  'a refusal that quotes at length': (socket) => {
    const message = `admission webhook "w" denied the request: ${quotes(2_900)}`;
    const causes = Array.from({ length: 20 }, () => ({ reason: quotes(700), message: quotes(1_200) }));
    socket.write(sized('403 Forbidden', JSON.stringify({ kind: 'Status', message, details: { causes } })));
  },
  'a refusal that is nested deeply': (socket) =>
    socket.write(sized('403 Forbidden', `{"message":${'['.repeat(60_000)}`)),
  'a success of single bytes': (socket) => {
    socket.write(chunked('200 OK'));
    flood(socket, '1\r\n \r\n'.repeat(10_000));
  },
  'a refusal of single bytes': (socket) => {
    socket.write(chunked('403 Forbidden'));
    flood(socket, '1\r\n \r\n'.repeat(10_000));
  },
  'chunks with extensions without end': (socket) => {
    socket.write(`${chunked('200 OK')}1;`);
    flood(socket, 'x'.repeat(MiB));
  },
  'headers without end': (socket) => {
    socket.write(head('200 OK'));
    flood(socket, 'x-more: of it\r\n'.repeat(10_000));
  },
  'trailers without end': (socket) => {
    socket.write(`${head('200 OK')}Transfer-Encoding: chunked\r\nTrailer: x-more\r\n\r\n0\r\n`);
    flood(socket, 'x-more: of it\r\n'.repeat(10_000));
  },
  'answers before the answer without end': (socket) =>
    flood(socket, 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(1_000)),
  'another protocol': (socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n');
    flood(socket, 'x'.repeat(MiB));
  },
  'a compressed body': (socket) =>
    socket.write(
      `${head('200 OK')}Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x00`,
      'latin1',
    ),
} satisfies Record<string, Attack>;

export type AttackName = keyof typeof attacks;
