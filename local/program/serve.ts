import process from 'node:process';
import { clientAt } from '../../cli/api/clientAt.ts';
import { localApi } from '../../cli/connect/place.ts';
import { type End, exitCodeOf, listenForEnd, untilEnd } from '../../cli/program/ending.ts';
import { UsageError } from '../../cli/program/usageError.ts';
import { screenOn } from '../../cli/terminal/screen.ts';
import { folded } from '../../cli/terminal/text.ts';
import { type Demo, startDemo } from '../demo/startDemo.ts';
import { announce, foreignCluster } from '../register/foreignCluster.ts';
import { registryFor } from '../register/registry.ts';
import { type Service, startService } from '../service/startService.ts';
import { activity } from './activity.ts';
import { live } from './live.ts';
import { once } from './once.ts';
import type { Options } from './options.ts';

/**
 * Runs the service according to the options, and shows what it does. Resolves to the exit code, with everything
 * stopped.
 *
 * @throws UsageError
 */
export async function serve(options: Options, environment: NodeJS.ProcessEnv): Promise<number> {
  const { stdout } = process;
  const { signal } = listenForEnd(process, stdout, process.exit);
  const colour = stdout.isTTY === true && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
  const screen = screenOn(stdout, { colour, now: Date.now });
  const happenings = activity();
  let demo: Demo | undefined;
  let service: Service | undefined;
  try {
    const registry = await untilEnd(registryFor(options), signal);
    const { foreign } = options;
    const own = foreign && (await foreignCluster(foreign, registry));
    [service, demo] = await Promise.all([
      startService({
        ...options,
        region: registry.region,
        real: options.aws ? ['ecr', 'ecr-public', 'sts'] : [],
        onError: (line) => screen.say(`Error: ${line}`),
        onActivity: happenings.happened,
      }),
      options.demo ? startDemo() : undefined,
    ]);
    welcome(service, screen.say);
    if (own) announce(own, foreign, { registry, real: options.aws }).forEach(screen.say);
    const work = {
      own,
      registry,
      service,
      demo: demo?.clusters ?? [],
      api: clientAt(service.apiUrl, { signal }).client,
      say: screen.say,
    };
    if (!options.once) {
      screen.say(`The fleet in a browser: ${service.pageUrl}`);
      screen.say(`Try it: npx pullpass status ${placeFlags(service.apiUrl)}    Ctrl-C ends it.`);
      await untilEnd(live({ ...work, screen, activity: happenings.next, signal }), signal);
      return 0;
    }
    const width = stdout.isTTY === true ? stdout.columns : 100;
    const cycle = once({
      ...work,
      real: options.aws,
      print: screen.print,
      width,
      colour,
      now: Date.now,
    });
    return (await untilEnd(cycle, signal)) ? 0 : 1;
  } catch (error) {
    if (signal.aborted) return exitCodeOf(signal.reason as End, options.once);
    if (error instanceof UsageError) throw error;
    process.stderr.write(`${folded(explainStart(error, options), process.stderr)}\n`);
    return 1;
  } finally {
    await Promise.all([service?.stop(), demo?.stop()]);
  }
}

function welcome({ apiUrl }: Service, say: (line: string) => void): void {
  say('PullPass on this machine: the real functions over an embedded AWS.');
  say(`API ${apiUrl}`);
}

function explainStart(error: unknown, { port }: Options): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return `Port ${port} of 127.0.0.1 is taken. Stop what listens there, or take another: npm start -- --port 0`;
  return `PullPass stopped: ${message}`;
}

/** The flags that tell pullpass where this service is. */
function placeFlags(apiUrl: string): string {
  return apiUrl === localApi ? '--local' : `--api ${apiUrl}`;
}
