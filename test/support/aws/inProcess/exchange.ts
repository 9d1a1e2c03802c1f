import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';

/** What a server was asked, without a socket. */
export interface Asked {
  method: string;
  /** Path and query. */
  url: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Buffer;
  /** The port that the server listens on, which a Host header must name. */
  port: number;
  /** The caller's port. */
  remotePort?: number | undefined;
}

export interface Answer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Buffer;
}

/** One request and its answer as a server sees them: its connection is cut as a socket's is. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly #socket: {
    localPort: number;
    remotePort: number | undefined;
    destroyed: boolean;
    resetAndDestroy(): void;
    destroy(): void;
  };

  /** @param onEnd with the answer, or without one if the server cut the connection */
  constructor(
    { method, url, headers, body, port, remotePort }: Asked,
    onEnd: (answer: Answer | undefined) => void,
  ) {
    const cut = () => {
      this.close();
      onEnd(undefined);
    };
    this.#socket = { localPort: port, remotePort, destroyed: false, resetAndDestroy: cut, destroy: cut };
    const request = new Readable({
      read() {
        if (body.length > 0) this.push(body);
        this.push(null);
      },
    });
    this.request = Object.assign(request, {
      method,
      url,
      headers,
      httpVersion: '1.1',
      socket: this.#socket,
    }) as unknown as IncomingMessage;
    this.response = new Response(this.#socket, (answer) => {
      onEnd(answer);
      this.close();
    }) as unknown as ServerResponse;
  }

  /** The connection is gone, whoever closed it; no answer arrives from now on. */
  close(): void {
    if (this.#socket.destroyed) return;
    this.#socket.destroyed = true;
    (this.response as unknown as Response).close();
  }
}

/** As much of http.ServerResponse as servers here use. */
class Response extends EventEmitter {
  statusCode = 200;
  headersSent = false;
  closed = false;
  readonly socket: { destroy(): void };
  readonly #headers: Record<string, string> = {};
  readonly #chunks: Buffer[] = [];
  readonly #onEnd: (answer: Answer) => void;

  constructor(socket: { destroy(): void }, onEnd: (answer: Answer) => void) {
    super();
    this.socket = socket;
    this.#onEnd = onEnd;
  }

  get writableEnded(): boolean {
    return this.headersSent;
  }

  getHeaders(): Record<string, string> {
    return this.#headers;
  }

  getHeader(name: string): string | undefined {
    return this.#headers[name.toLowerCase()];
  }

  hasHeader(name: string): boolean {
    return name.toLowerCase() in this.#headers;
  }

  setHeader(name: string, value: unknown): this {
    this.#headers[name.toLowerCase()] = String(value);
    return this;
  }

  removeHeader(name: string): void {
    delete this.#headers[name.toLowerCase()];
  }

  writeHead(status: number, headers: Readonly<Record<string, unknown>> = {}): this {
    this.statusCode = status;
    for (const [name, value] of Object.entries(headers)) this.setHeader(name, value);
    return this;
  }

  write(chunk: string | Uint8Array): boolean {
    this.#chunks.push(Buffer.from(chunk as string));
    return true;
  }

  end(chunk?: string | Uint8Array | null): this {
    if (this.headersSent || this.closed) return this;
    if (chunk) this.write(chunk);
    this.headersSent = true;
    const answer = { status: this.statusCode, headers: this.#headers, body: Buffer.concat(this.#chunks) };
    // As an answer over a socket does, it arrives in a later turn of the event loop: nobody starves it.
    setImmediate(() => {
      if (this.closed) return;
      this.emit('finish');
      this.#onEnd(answer);
    });
    return this;
  }

  destroy(): void {
    this.socket.destroy();
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.emit('close');
  }
}
