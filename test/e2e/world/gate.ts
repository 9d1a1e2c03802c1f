import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from './until.ts';

/** A proxy in front of the API that can hold requests back. */
export interface Gate {
  /** `http://127.0.0.1:PORT` */
  url: string;
  /** From now on, holds requests like this, such as `PUT /clusters/one`. */
  hold(pattern: RegExp): void;
  /** Waits until at least this many are held; returns them. */
  held(count: number): Promise<string[]>;
  /** Passes on those that are held, and stops holding. */
  release(): void;
  /** Requests since the last call, including held ones. */
  requests(): string[];
  stop(): Promise<void>;
}

export async function startGate(api: string): Promise<Gate> {
  const { hostname, port, host } = new URL(api);
  let holding: RegExp | undefined;
  let waiting: { what: string; pass: () => void }[] = [];
  let came: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming;
    const pass = () => {
      const onward = request(
        { hostname, port, method, path: url, headers: { ...headers, host } },
        (answer) => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(outgoing);
        },
      );
      onward.once('error', () => outgoing.destroy());
      incoming.pipe(onward);
    };
    const what = `${method} ${url}`;
    came.push(what);
    if (holding?.test(what)) waiting.push({ what, pass });
    else pass();
  });
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const release = () => {
    holding = undefined;
    for (const { pass } of waiting) pass();
    waiting = [];
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold(pattern) {
      holding = pattern;
    },
    held: (count) =>
      until(
        `${count} requests to be held`,
        async () => waiting.map(({ what }) => what),
        (what) => what.length >= count,
        { pause: 20 },
      ),
    release,
    requests() {
      const all = came;
      came = [];
      return all;
    },
    async stop() {
      release();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
