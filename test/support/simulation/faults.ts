import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { SecureContext } from 'node:tls';
import type { Answer } from '../../../shared/simulation/answers.ts';
import type { Authority } from '../../../shared/simulation/certificates.ts';
import type { Exchange, Interceptor } from '../../../shared/simulation/interceptor.ts';
import type { Route } from '../../../shared/simulation/route.ts';
import { send } from '../../../shared/simulation/serve.ts';
import { echoAnswer } from './echo.ts';
import type { ActiveFault, Fault, FaultMatch } from './fault.ts';
import { faultAnswer } from './faultAnswer.ts';
import { factsOf, type RequestFacts, type RequestLog } from './requests.ts';
import { wrongContext } from './wrongCertificates.ts';

interface Entry {
  fault: Fault;
  hits: number;
}

/** The faults of one simulated cluster. The first that matches strikes. */
export class Faults implements Interceptor {
  readonly #entries = new Set<Entry>();
  readonly #requests: RequestLog;
  readonly #drops = new Set<() => void>();
  /** Called for each strike, with the client's port. */
  onStrike: (fault: Fault, port: number | undefined) => void = () => undefined;

  /** @param requests gets the requests that a fault keeps from the API */
  constructor(requests: RequestLog) {
    this.#requests = requests;
  }

  /** Switches a fault on. A fault of the connection also drops the open connections. */
  inject(fault: Fault): ActiveFault {
    const entry: Entry = { fault, hits: 0 };
    this.#entries.add(entry);
    if (isOfConnection(fault)) for (const drop of this.#drops) drop();
    return {
      get hits() {
        return entry.hits;
      },
      clear: () => void this.#entries.delete(entry),
    };
  }

  get areOn(): boolean {
    return this.#entries.size > 0;
  }

  clear(): void {
    this.#entries.clear();
  }

  added(drop: () => void): void {
    this.#drops.add(drop);
  }

  connect(socket: Socket, authority: Authority): Promise<SecureContext> | 'taken' | undefined {
    const fault = this.strikeConnection(socket.remotePort);
    if (fault?.kind === 'tls') return wrongContext(fault.problem, authority);
    if (fault?.kind === 'reset') socket.resetAndDestroy();
    else if (fault?.kind === 'hang') socket.resume();
    else return undefined;
    return 'taken';
  }

  async serve({ request, response, route, body, answer, reset }: Exchange): Promise<void> {
    const facts = factsOf(route);
    const fault = this.strikeRequest(facts, request.socket.remotePort);
    if (fault?.kind === 'slow') await delay(fault.ms);
    if (fault && isBeforeAnswer(fault)) {
      this.#requests.add({ ...facts, username: '', status: 0 });
      if (fault.kind === 'reset') reset();
      return;
    }
    const faulty =
      fault?.kind === 'echo' ? echoAnswer(fault, request.headers, body) : faultyAnswer(fault, route);
    if (faulty) {
      this.#requests.add({ ...facts, username: '', status: faulty.status });
      send(response, faulty);
      return;
    }
    const served = answer();
    if (fault && 'at' in fault && fault.at === 'mid-body')
      sendHalf(response, served, fault.kind === 'reset' ? reset : () => {});
    else send(response, served);
  }

  /** The fault that hits a new connection, if any. `port`: the client's. */
  strikeConnection(port?: number): Fault | undefined {
    return this.#strike(isOfConnection, port);
  }

  /** The fault that hits a request, if any. `port`: the client's. */
  strikeRequest(request: RequestFacts, port?: number): Fault | undefined {
    return this.#strike((fault) => !isOfConnection(fault) && matches(fault.when ?? {}, request), port);
  }

  #strike(fits: (fault: Fault) => boolean, port: number | undefined): Fault | undefined {
    for (const entry of this.#entries) {
      const { fault } = entry;
      if (entry.hits >= (fault.times ?? Number.POSITIVE_INFINITY) || !fits(fault)) continue;
      entry.hits += 1;
      this.onStrike(fault, port);
      return fault;
    }
    return undefined;
  }
}

/** Whether a fault strikes before there is a request. */
function isOfConnection(fault: Fault): boolean {
  return fault.kind === 'tls' || ('at' in fault && fault.at === 'handshake');
}

function matches(when: FaultMatch, request: RequestFacts): boolean {
  return (Object.keys(when) as (keyof FaultMatch)[]).every((key) => when[key] === request[key]);
}

const isBeforeAnswer = (fault: Fault) =>
  (fault.kind === 'hang' && fault.at === 'first-byte') || (fault.kind === 'reset' && fault.at !== 'mid-body');

function faultyAnswer(fault: Fault | undefined, route: Route): Answer | undefined {
  if (fault?.kind === 'status') return faultAnswer(fault.status, route, fault.retryAfter);
  if (fault?.kind === 'flood') {
    const headers = { 'content-type': 'application/json' };
    return { status: 403, headers, body: `[${'{},'.repeat(2_000_000)}{}]` };
  }
  if (fault?.kind === 'garbage') {
    const body = '<html><body><h1>502 Bad Gateway</h1></body></html>\n';
    return { status: fault.status ?? 502, headers: { 'content-type': 'text/html' }, body };
  }
  return undefined;
}

/** Announces the whole body, sends half of it, and then hangs or resets. */
function sendHalf(response: ServerResponse, answer: Answer, then: () => void): void {
  const bytes = Buffer.from(answer.body);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': bytes.length });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), then);
}
