import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePorts } from '../controlplane/ports.ts';
import { guardPids } from '../controlplane/processes.ts';
import { pythonWith } from '../tools/python.ts';

export const emulatedAccount = '123456789012';
export const emulatedRegion = 'eu-west-1';

export interface MiniStack {
  port: number;
  /** Where AWS SDK clients and osls send their calls. */
  endpoint: string;
  /** The environment for a process that should use only this AWS: endpoint, region and the root's credentials. */
  environment: NodeJS.ProcessEnv;
  /** Everything it printed so far. */
  log(): Promise<string>;
  /** Ends it and every Lambda it started, and deletes its state. */
  stop(): Promise<void>;
}

export interface MiniStackOptions {
  /** Check signatures and evaluate IAM policies, including those of the functions' roles. Default: true. */
  enforceIam?: boolean;
  /** Additional environment variables for the emulator, and through it for the Lambdas' processes. */
  environment?: Readonly<Record<string, string>>;
}

/** For an emulator whose schedules and alarms count 15 s as a minute: for tests that wait for the next tick. */
export const quickMinutes = { SECONDS_A_MINUTE: '15' };

/** Credentials of the emulated account's root: MiniStack accepts an account's number as its root's key. */
export const rootCredentials = { accessKeyId: emulatedAccount, secretAccessKey: 'test' };

/**
 * Starts an emulated AWS on a free port of the loopback interface, without state of earlier runs, and waits until it
 * answers. Its Lambdas run as processes of the Node that runs this one.
 */
export async function startMiniStack(options: MiniStackOptions = {}): Promise<MiniStack> {
  const python = await pythonWith('ministack');
  const state = await mkdtemp(join(tmpdir(), 'pullpass-ministack-'));
  await mkdir(join(state, 'tmp'));
  const [port = 0] = await freePorts(1);
  const endpoint = `http://127.0.0.1:${port}`;
  const logFile = join(state, 'ministack.log');

  const child = spawn(python, [join(import.meta.dirname, 'run_ministack.py')], {
    cwd: state,
    env: {
      // Otherwise Python would write its cache beside the script.
      PYTHONDONTWRITEBYTECODE: '1',
      PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
      HOME: state,
      TMPDIR: join(state, 'tmp'),
      STATE_DIR: join(state, 'state'),
      S3_DATA_DIR: join(state, 's3'),
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      MINISTACK_ACCOUNT_ID: emulatedAccount,
      MINISTACK_REGION: emulatedRegion,
      AUTH: String(options.enforceIam ?? true),
      LAMBDA_EXECUTOR: 'local',
      // Tokens of an emulated ECR do not work at real registries, so they are tried at a port where nothing listens.
      REGISTRY_ENDPOINT_URL: 'http://127.0.0.1:9',
      ...options.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own process group, so that its Lambdas end with it.
    detached: true,
  });
  const watchdog = child.pid === undefined ? undefined : guardPids([-child.pid], state);
  const output = createWriteStream(logFile);
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  const log = () => readFile(logFile, 'utf8');

  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= stopGroup(child).then(async () => {
      output.end();
      await watchdog?.disarm();
      await rm(state, { recursive: true, force: true, maxRetries: 5 });
    });
    return stopped;
  };

  try {
    await answering(endpoint, child, log);
  } catch (error) {
    await stop();
    throw error;
  }

  const environment: NodeJS.ProcessEnv = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: emulatedRegion,
    AWS_DEFAULT_REGION: emulatedRegion,
    AWS_ACCESS_KEY_ID: rootCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: rootCredentials.secretAccessKey,
    // Nothing from the user's own accounts.
    AWS_CONFIG_FILE: join(state, 'no-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(state, 'no-credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
    // Milliseconds. By default, osls asks for the stack's state every 5 s, in which the emulator finishes everything.
    SLS_AWS_MONITORING_FREQUENCY: '200',
  };
  return { port, endpoint, environment, log, stop };
}

async function answering(endpoint: string, child: ChildProcess, log: () => Promise<string>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(
        `MiniStack ended (${child.exitCode ?? child.signalCode}) instead of starting:\n${await log()}`,
      );
    }
    const ready = await fetch(`${endpoint}/_ministack/ready`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    await delay(100);
  }
  throw new Error(`MiniStack did not answer on ${endpoint} within 60 s:\n${await log()}`);
}

/** Sends SIGTERM to the whole group; SIGKILL to what is left of it after 5 s, and once its leader is gone. */
async function stopGroup(child: ChildProcess): Promise<void> {
  const signalGroup = (signal: NodeJS.Signals) => {
    try {
      if (child.pid) process.kill(-child.pid, signal);
    } catch {
      // The group is already empty.
    }
  };
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    signalGroup('SIGTERM');
    const late = setTimeout(() => signalGroup('SIGKILL'), 5_000);
    await ended;
    clearTimeout(late);
  }
  signalGroup('SIGKILL');
}
