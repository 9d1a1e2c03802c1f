import { AsyncLocalStorage } from 'node:async_hooks';
import { channel } from 'node:diagnostics_channel';
import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import { PassThrough } from 'node:stream';
import { type Answer, Exchange } from './exchange.ts';

/** As much of http.RequestOptions as callers here use. */
export interface RequestOptions {
  method: string;
  path: string;
  headers: Readonly<Record<string, string | number>>;
}

/** What a server does for a request belongs to no caller, as behind a socket. */
const atServer = AsyncLocalStorage.snapshot();

const created = channel('http.client.request.created');

/** As from the operating system, but no port of it. */
let lastPort = 100_000;

/**
 * As much of http.ClientRequest as NodeHttpHandler and the chaos suite use, and it reports itself as that does. The
 * request goes to a server of this process, over a connection of its own that has no socket.
 */
export class InProcessRequest extends EventEmitter {
  readonly reusedSocket = false;
  destroyed = false;
  socket: Connection | undefined;
  readonly #server: Server;
  readonly #port: number;
  readonly #options: RequestOptions;
  readonly #headers: Record<string, string>;
  readonly #atCaller = AsyncLocalStorage.snapshot();
  #exchange: Exchange | undefined;
  #answered = false;
  #closed = false;

  constructor(server: Server, port: number, options: RequestOptions) {
    super();
    this.#server = server;
    this.#port = port;
    this.#options = options;
    this.#headers = { host: `127.0.0.1:${port}` };
    for (const [name, value] of Object.entries(options.headers))
      this.#headers[name.toLowerCase()] = String(value);
    if (created.hasSubscribers) created.publish({ request: this });
    process.nextTick(() => this.#connect());
  }

  getHeader(name: string): string | undefined {
    return this.#headers[name.toLowerCase()];
  }

  get method(): string {
    return this.#options.method;
  }

  get path(): string {
    return this.#options.path;
  }

  end(body?: string | Uint8Array): this {
    if (this.socket === undefined) this.once('socket', () => this.#send(body));
    else this.#send(body);
    return this;
  }

  destroy(error?: Error): this {
    if (this.destroyed) return this;
    this.destroyed = true;
    this.#exchange?.close();
    // As there: once the answer is complete, only the caller's own error is one.
    const why = error ?? (this.#answered ? undefined : lost('socket hang up'));
    process.nextTick(() => {
      if (why !== undefined) this.emit('error', why);
      this.#close();
    });
    return this;
  }

  #connect(): void {
    if (this.destroyed) return;
    if (!this.#server.listening) {
      const refused = Object.assign(new Error(`connect ECONNREFUSED 127.0.0.1:${this.#port}`), {
        code: 'ECONNREFUSED',
      });
      this.destroy(refused);
      return;
    }
    lastPort += 1;
    this.socket = new Connection(lastPort);
    this.emit('socket', this.socket);
  }

  #send(body: string | Uint8Array = ''): void {
    if (this.destroyed) return;
    const asked = {
      method: this.method,
      url: this.path,
      headers: this.#headers,
      body:
        typeof body === 'string'
          ? Buffer.from(body)
          : Buffer.from(body.buffer, body.byteOffset, body.byteLength),
      port: this.#port,
      remotePort: this.socket?.localPort,
    };
    const receive = (answer: Answer | undefined) => this.#atCaller(() => this.#receive(answer));
    atServer(() => {
      this.#exchange = new Exchange(asked, receive);
      this.#server.once('close', this.#cut);
      this.#server.emit('request', this.#exchange.request, this.#exchange.response);
    });
  }

  #receive(answer: Answer | undefined): void {
    if (this.destroyed) return;
    if (answer === undefined) {
      this.destroy(lost('read ECONNRESET'));
      return;
    }
    this.#answered = true;
    const response = Object.assign(new PassThrough(), {
      statusCode: answer.status,
      statusMessage: '',
      headers: answer.headers,
      complete: true,
    });
    response.end(answer.body);
    this.emit('response', response);
    response.once('close', () => this.#close());
  }

  #cut = () => void this.destroy();

  #close(): void {
    if (this.#closed) return;
    this.#server.off('close', this.#cut);
    this.#closed = true;
    this.destroyed = true;
    this.emit('close');
  }
}

/** As much of a net.Socket as a client looks at. */
class Connection extends EventEmitter {
  readonly connecting = false;
  readonly localPort: number;

  constructor(localPort: number) {
    super();
    this.localPort = localPort;
  }

  setKeepAlive(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }
}

function lost(message: string): Error {
  return Object.assign(new Error(message), { code: 'ECONNRESET' });
}
