import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { Answer } from './answers.ts';
import type { Authority } from './certificates.ts';
import type { Route } from './route.ts';

/** One request to a simulated cluster, read completely. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  route: Route;
  body: string;
  /** Lets the API serve the request. */
  answer(): Answer;
  /** Resets the TCP connection. */
  reset(): void;
}

/** Stands between a server and the API of a cluster: tests switch faults on there (test/support/simulation). */
export interface Interceptor {
  /** `drop` drops the open connections. */
  added(drop: () => void): void;
  /** @returns the certificate to show instead of the server's; `taken`: the server leaves the connection alone */
  connect(socket: Socket, authority: Authority): Promise<SecureContext> | 'taken' | undefined;
  serve(exchange: Exchange): Promise<void>;
}
