import { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers';

type Done = (error?: Error | null) => void;

/** One end of a connection inside this process. What is written arrives at the other end in a later turn. */
class End extends Duplex {
  other: End | undefined;
  #goOn: Done | undefined;

  override _write(bytes: Buffer, _: BufferEncoding, done: Done): void {
    setImmediate(() => {
      if (this.other?.readable !== true || this.other.push(bytes)) done();
      else this.other.#goOn = done;
    });
  }

  override _read(): void {
    const goOn = this.#goOn;
    this.#goOn = undefined;
    goOn?.();
  }

  override _final(done: Done): void {
    setImmediate(() => {
      if (this.other?.readable) this.other.push(null);
      done();
    });
  }

  override _destroy(error: Error | null, done: Done): void {
    setImmediate(() => this.other?.destroy());
    done(error);
  }

  /** To the other end, the connection is reset. */
  resetAndDestroy(): void {
    this.other?.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
    this.destroy();
  }

  /** The simulated server asks for it, and finds none. */
  getPeerX509Certificate(): undefined {
    return undefined;
  }

  // Node's agents tell connections these.
  setTimeout(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

/** Both ends of a new connection inside this process, without TLS. */
export function pipe(): { client: End; server: End } {
  const [client, server] = [new End(), new End()];
  client.other = server;
  server.other = client;
  return { client, server };
}
