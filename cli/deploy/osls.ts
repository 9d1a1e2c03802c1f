import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { compileCacheFolder } from '../program/compileCache.ts';
import { root } from './build/functions.ts';

/** The Serverless Framework's maintained fork, in the version that this project pins. */
const osls = join(root, 'node_modules/serverless/bin/serverless.js');

/** In the service's folder: where `osls package` puts what `osls deploy --package` deploys. */
export const packageFolder = '.serverless';

/** Deploy parameters, `name=value` each, as arguments. osls refuses an empty value, but strips trailing spaces. */
export function paramArguments(params: readonly string[]): string[] {
  return params.flatMap((param) => ['--param', param.endsWith('=') ? `${param} ` : param]);
}

/** Where osls deploys to, and as which user, as arguments. */
export function whereArguments({
  stage,
  region,
  profile,
}: {
  stage: string;
  region: string;
  profile: string | undefined;
}): string[] {
  const signer = profile === undefined ? [] : ['--aws-profile', profile];
  return ['--stage', stage, '--region', region, ...signer];
}

/** osls makes no lookups, reports only to AWS, and uses the compile cache. */
const settings = {
  SLS_NOTIFICATIONS_MODE: 'off',
  SLS_TELEMETRY_DISABLED: '1',
  FORCE_COLOR: '0',
  NODE_COMPILE_CACHE: compileCacheFolder,
};

export interface OslsOptions {
  environment?: NodeJS.ProcessEnv;
  /** Receives osls's output. Default: stderr, because stdout is for data. */
  onOutput?: (text: string) => void;
  /** The folder of the service. Default: the project's. */
  folder?: string;
  /** The request to end, passed on so that osls ends in its own way. */
  signal?: AbortSignal;
}

/** Runs osls in the project's folder, and returns its exit code, which is 130 or similar after a signal. */
export async function runOsls(args: readonly string[], options: OslsOptions = {}): Promise<number> {
  const { environment = process.env, onOutput, folder = root, signal } = options;
  signal?.throwIfAborted();
  const child = spawn(process.execPath, [osls, ...args], {
    cwd: folder,
    env: { ...environment, ...settings },
    stdio: onOutput ? ['ignore', 'pipe', 'pipe'] : ['inherit', process.stderr, 'inherit'],
  });
  child.stdout?.setEncoding('utf8').on('data', (text: string) => onOutput?.(text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => onOutput?.(text));

  const end = () => child.kill(signal?.reason === 'SIGINT' ? 'SIGINT' : 'SIGTERM');
  signal?.addEventListener('abort', end, { once: true });
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, by) => resolve(code ?? (by === 'SIGINT' ? 130 : 143)));
    });
  } finally {
    signal?.removeEventListener('abort', end);
  }
}
