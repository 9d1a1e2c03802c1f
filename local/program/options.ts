import { parseArgs } from 'node:util';
import type { ZodType } from 'zod';
import { dnsLabel, dnsSubdomain, namespacePattern } from '../../shared/clusters/names.ts';
import { ecrRegistry } from '../../shared/registries/ecr/schema.ts';

/** A cluster that is to be registered from a file. */
export interface ForeignOptions {
  kubeconfigFile: string;
  name: string | undefined;
  /** Names and globs; undefined for every one but the system's. */
  namespaces: readonly string[] | undefined;
  secretName: string;
  serviceAccounts: readonly string[];
}

export interface Options {
  once: boolean;
  /** 0 takes a free one. */
  port: number;
  demo: boolean;
  aws: boolean;
  dataDir: string | undefined;
  account: string | undefined;
  region: string | undefined;
  foreign: ForeignOptions | undefined;
}

/** A flag or value that is not understood; the message says what was expected. */
export class UsageError extends Error {}

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

const ofForeign = ['name', 'namespaces', 'secret-name', 'service-accounts'] as const;

/**
 * Reads the flags.
 *
 * @param environment npm's, which shows flags that npm took for its own
 * @throws UsageError
 */
export function readOptions(args: readonly string[], environment: NodeJS.ProcessEnv): Options | 'help' {
  const values = parsed(args);
  if (values.help) return 'help';
  refuseTakenByNpm(args, environment);

  const lonely = ofForeign.find((flag) => values[flag] !== undefined && values.kubeconfig === undefined);
  if (lonely) throw new UsageError(`--${lonely} says something of --kubeconfig FILE, which is missing.`);
  const { once = false, aws = false } = values;
  return {
    once,
    aws,
    port: values.port === undefined ? (once ? 0 : 8787) : portOf(values.port),
    demo: values['no-demo'] !== true,
    dataDir: filled('data', values.data),
    account: checked('account', values.account, ecrRegistry.shape.accountId),
    region: checked('region', values.region, ecrRegistry.shape.region),
    foreign:
      values.kubeconfig === undefined
        ? undefined
        : {
            kubeconfigFile: filled('kubeconfig', values.kubeconfig) ?? '',
            name: checked('name', values.name, dnsLabel),
            namespaces: list('namespaces', values.namespaces, namespacePattern),
            secretName: checked('secret-name', values['secret-name'], dnsSubdomain) ?? 'ecr-credentials',
            serviceAccounts: list('service-accounts', values['service-accounts'], dnsSubdomain) ?? [],
          },
  };
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

function portOf(value: string): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (port <= 65_535) return port;
  throw new UsageError(`--port: expected a number from 0 to 65535; received ${JSON.stringify(value)}.`);
}

function filled(flag: string, value: string | undefined): string | undefined {
  if (value === '') throw new UsageError(`--${flag}: expected a path; received nothing.`);
  return value;
}

function checked(flag: string, value: string | undefined, schema: ZodType<string>): string | undefined {
  if (value === undefined) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new UsageError(`--${flag}: expected ${issue?.message}; received ${JSON.stringify(value)}.`);
}

function list(flag: string, value: string | undefined, schema: ZodType<string>): string[] | undefined {
  return value?.split(',').map((item) => checked(flag, item.trim(), schema) ?? '');
}
