import { parseArgs } from 'node:util';
import { UsageError } from '../../cli/program/usageError.ts';

const flags = {
  once: { type: 'boolean' },
  port: { type: 'string' },
  'no-demo': { type: 'boolean' },
  aws: { type: 'boolean' },
  data: { type: 'string' },
  account: { type: 'string' },
  region: { type: 'string' },
  kubeconfig: { type: 'string' },
  name: { type: 'string' },
  namespaces: { type: 'string' },
  'secret-name': { type: 'string' },
  'service-accounts': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The values of the given flags. */
export type Flags = ReturnType<typeof parsed>;

/**
 * Reads the flags. Imports almost nothing, so that a typo is reported at once.
 *
 * @param environment npm's, which shows flags that npm took for itself
 * @throws UsageError for an unknown flag
 */
export function readFlags(args: readonly string[], environment: NodeJS.ProcessEnv): Flags {
  const flags = parsed(args);
  if (!flags.help) refuseTakenByNpm(args, environment);
  return flags;
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: flags, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const [first] = (error as Error).message.split('\n');
    throw new UsageError(first ?? 'The flags are not understood.');
  }
}

/** `npm start --once` gives the flag to npm, which keeps it. */
function refuseTakenByNpm(args: readonly string[], environment: NodeJS.ProcessEnv): void {
  if (args.length > 0) return;
  const taken = ['once', 'port', 'kubeconfig', 'aws', 'data'].find(
    (flag) => environment[`npm_config_${flag}`] !== undefined,
  );
  if (taken) throw new UsageError(`npm took --${taken} for itself. Write: npm start -- --${taken} …`);
}
