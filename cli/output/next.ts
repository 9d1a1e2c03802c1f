import type { Globals } from '../program/globals.ts';
import type { Io } from '../program/io.ts';
import { say } from './say.ts';

/** How the user starts the program: in a clone, with npx. */
function programName({ npm_command, npm_lifecycle_event }: NodeJS.ProcessEnv): string {
  return npm_command === 'exec' || npm_lifecycle_event === 'npx' ? 'npx pullpass' : 'pullpass';
}

/** A command to type, with the options by which this one found the API. Environment variables need not be repeated. */
export function commandLine(command: string, options: Globals, environment: NodeJS.ProcessEnv): string {
  const { local, api, stage, region, profile } = options;
  const place = local
    ? ['--local']
    : api !== undefined
      ? environment['PULLPASS_API'] === api
        ? []
        : ['--api', api]
      : [
          ...(stage !== (environment['PULLPASS_STAGE'] ?? 'dev') ? ['--stage', stage] : []),
          ...(region === undefined ? [] : ['--region', region]),
        ];
  const signer = profile === undefined ? [] : ['--profile', profile];
  return [programName(environment), command, ...place, ...signer].join(' ');
}

/** Suggests the next command on stderr, only to a person. */
export function sayNext(io: Io, options: Globals, why: string, command: string): void {
  if (io.stderr.isTTY !== true || options.output !== 'table') return;
  say(io, `${why}: ${commandLine(command, options, io.environment)}`);
}
