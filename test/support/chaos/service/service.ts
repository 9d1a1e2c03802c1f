import { randomUUID } from 'node:crypto';
import { isMainThread } from 'node:worker_threads';
import type { Context, ScheduledEvent, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Call } from '../../../../local/aws/calls.ts';
import type { HttpApiEvent } from '../../../../local/aws/httpApiEvent.ts';
import type { EmbeddedAws } from '../../../../local/aws/startAws.ts';
import type { SimulatedServer } from '../../../../shared/simulation/server.ts';
import { replaceSigning } from '../../aws/inProcess/namingSigner.ts';
import { replaceHttpRequest } from '../../aws/inProcess/replaceHttpRequest.ts';
import { Simulation } from '../time/simulation.ts';
import { ConsoleText } from './consoleText.ts';
import { type Issued, watchIssued } from './issued.ts';
import { type StoredVersion, watchVersions } from './versions.ts';

export type Handler<Event, Answer = unknown> = (event: Event, context: Context) => Promise<Answer>;

/** The real handlers. Each call of these makes a new sandbox, without anything warm from an earlier one. */
interface Sandboxes {
  push(): Promise<Handler<SQSEvent, SQSBatchResponse>>;
  refresh(): Promise<Handler<ScheduledEvent>>;
  /** Only the tick's dispatching: the gauges, which follow, take ten times as long here. */
  tick(): Promise<Handler<ScheduledEvent>>;
  registration(): Promise<Handler<HttpApiEvent, { statusCode: number; body: string }>>;
}

/** The whole service in one process and in virtual time: real functions, embedded AWS, TLS of simulated clusters. */
export interface Service {
  simulation: Simulation;
  aws: EmbeddedAws;
  tls: SimulatedServer;
  sandboxes: Sandboxes;
  output: ConsoleText;
  issued: Issued;
  /** Versions of secrets, in the order in which they were stored. */
  versions: StoredVersion[];
  /** From now on this thread is the service's: its time, its requests, its console and its environment. */
  enter(): void;
  /** Gives the thread back. What the service has loaded and what listens stays, for the next `enter`. */
  leave(): void;
}

export const epoch = Date.parse('2026-03-01T12:00:00.000Z');

let imported = 0;

/** Imports modules again under another name: only their own state, and what they made, is new. */
const fresh = async (path: string) => (await import(`${path}?sandbox=${++imported}`)).handler;

export async function startService(): Promise<Service> {
  if (isMainThread)
    throw new Error(
      'Expected a thread of its own: here, the timers of Jest itself would be virtual, too. Leave out --runInBand.',
    );
  const simulation = new Simulation(epoch);
  const { startAws } = await import('../../../../local/aws/startAws.ts');
  const { startSimulatedServer } = await import('../../../../shared/simulation/server.ts');
  const { functionsEnvironment } = await import('../../../../local/service/environment.ts');

  const { pushHandler } = await import('../../../../functions/push/pushHandler.ts');
  const { createWorld } = await import('../../../../functions/push/world.ts');
  const { application } = await import('../../../../functions/registration/application.ts');
  const { worldFrom } = await import('../../../../functions/registration/world.ts');
  const { tick } = await import('../../../../functions/refresh/tick.ts');
  const { pushQueuesFrom, tableFrom } = await import('../../../../shared/awsClients.ts');

  const aws = await startAws({ now: () => new Date(simulation.time.now()) });
  // As unkind as AWS may be: a version without a label is gone at the next call.
  aws.secretTimings.deprecatedKept = 0;
  const tls = await startSimulatedServer();
  // Making one takes real time, for which virtual time does not wait.
  const { wrongContext } = await import('../../simulation/wrongCertificates.ts');
  for (const problem of ['expired', 'wrong-host', 'unknown-ca'] as const)
    await wrongContext(problem, tls.authority);
  const output = new ConsoleText();

  // Faults are for the functions; the suite itself looks at AWS too.
  const take = aws.faults.take.bind(aws.faults);
  const hostOf = ({ service }: Call) => new URL(aws.endpoints[service]).host;
  aws.faults.take = (call, port) => {
    const run = port === undefined ? undefined : simulation.traffic.ownerOf(hostOf(call), port);
    if (run === undefined) return undefined;
    return take(call, port) ?? simulation.lag(hostOf(call), port);
  };
  aws.faults.onStrike = (fault, port, call) => simulation.strike(fault, hostOf(call), port);

  const enter = () => {
    const environment = { ...process.env };
    Object.assign(process.env, functionsEnvironment(aws), {
      POWERTOOLS_METRICS_DISABLED: 'false',
      POWERTOOLS_METRICS_NAMESPACE: 'PullPass',
    });
    const giveConsoleBack = output.capture();
    const giveHttpBack = replaceHttpRequest(new Set(Object.values(aws.servers)));
    const giveSigningBack = replaceSigning();
    simulation.install();
    return () => {
      simulation.uninstall();
      giveSigningBack();
      giveHttpBack();
      giveConsoleBack();
      process.env = environment;
    };
  };
  let leave = () => {};

  return {
    simulation,
    aws,
    tls,
    output,
    issued: watchIssued(aws),
    versions: watchVersions(aws),
    sandboxes: {
      push: async () => pushHandler(createWorld(process.env)),
      tick: async () => {
        const { env } = process;
        const [table, queues] = [tableFrom(env), pushQueuesFrom(env)];
        const world = { table, queues, now: () => Date.now(), newId: randomUUID };
        return (_event, context) => tick(world, () => context.getRemainingTimeInMillis() < 15_000);
      },
      refresh: () => fresh('../../../../functions/refresh/handler.ts'),
      registration: async () => application(worldFrom(process.env)) as never,
    },
    enter() {
      leave = enter();
    },
    leave: () => leave(),
  };
}
