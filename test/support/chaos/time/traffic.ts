import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { currentRun, type Run } from './run.ts';

interface InFlight {
  run: Run | undefined;
  /** Where it goes to. */
  to: string;
  /** The connection that it uses, once connected. */
  connection: string | undefined;
}

/**
 * Every HTTP request that leaves this process: the run it belongs to, and whether it waits for something that will not
 * come. Requests of a dead run are not sent.
 */
export class Traffic {
  readonly #inFlight = new Map<ClientRequest, InFlight>();
  /** By connection: until when (virtual epoch milliseconds) nothing comes on it. */
  readonly #held = new Map<string, number>();
  readonly #silent = new Set<string>();
  readonly #owners = new Map<string, Run>();
  changes = 0;

  start(): void {
    subscribe('http.client.request.created', this.#created);
  }

  stop(): void {
    unsubscribe('http.client.request.created', this.#created);
  }

  /** The server at `to` says that nothing comes on the connection from the client's port until then. */
  hold(to: string, port: number, until: number): void {
    this.#held.set(connectionOf(to, port), until);
    this.changes += 1;
  }

  /** `host:port` that never accepts a connection. */
  silence(to: string): void {
    this.#silent.add(to);
  }

  /** The run that sends from this port of the client to the server at `to`. */
  ownerOf(to: string, port: number): Run | undefined {
    return this.#owners.get(connectionOf(to, port));
  }

  /** Whether an answer is under way. */
  isBusy(now: number): boolean {
    for (const [request, { to, connection }] of this.#inFlight) {
      if (this.#silent.has(to) || isPaused(request)) continue;
      if (connection === undefined || (this.#held.get(connection) ?? 0) <= now) return true;
    }
    return false;
  }

  describe(): string {
    const each = [...this.#inFlight].map(
      ([request, { run, to, connection }]) =>
        `${run?.name} ${request.method} ${to}${request.path} over ${connection}`,
    );
    return each.length === 0 ? 'no request is in flight' : each.join(', ');
  }

  /** Ends what finished runs have left hanging. */
  reset(): void {
    for (const request of this.#inFlight.keys()) {
      request.on('error', () => undefined);
      request.destroy();
    }
    this.#inFlight.clear();
    this.#held.clear();
    this.#owners.clear();
  }

  #created = (message: unknown): void => {
    const { request } = message as { request: ClientRequest };
    const run = currentRun();
    if (run?.dead) {
      request.on('error', () => undefined);
      request.destroy();
      return;
    }
    const entry: InFlight = { run, to: String(request.getHeader('host')), connection: undefined };
    this.#inFlight.set(request, entry);
    this.changes += 1;
    if (run !== undefined) {
      run.effects += 1;
      if (run.effects >= run.dieAfter) run.dead = true;
    }
    request.once('socket', (socket: Socket) => {
      const connected = () => {
        if (socket.localPort === undefined) return;
        entry.connection = connectionOf(entry.to, socket.localPort);
        // The suite itself may get a port that a run had before.
        if (run === undefined) this.#owners.delete(entry.connection);
        else this.#owners.set(entry.connection, run);
      };
      if (socket.connecting) socket.once('connect', connected);
      else connected();
    });
    request.once('close', () => {
      this.#inFlight.delete(request);
      this.changes += 1;
      if (entry.connection !== undefined) this.#held.delete(entry.connection);
      if (run?.dead) run.kill();
    });
  };
}

/** Whether its caller lets the answer wait, for a time that has to pass. Who reads otherwise than by `data` never does. */
const isPaused = ({ res }: ClientRequest & { res?: IncomingMessage | null }) =>
  res != null && res.readableFlowing === false && res.listenerCount('data') > 0;

/** By both ends: connections to different servers may have the same client port at the same time. */
const connectionOf = (to: string, port: number) => `${port}>${to}`;
