import type { ZodType } from 'zod';
import { UsageError } from '../../cli/program/usageError.ts';
import { ecrRegistry } from '../../shared/registries/ecr/schema.ts';
import { dnsLabel, dnsSubdomain, namespacePattern } from '../../shared/validation/names.ts';
import type { Flags } from './flags.ts';

/** A cluster to register from a file. */
export interface ForeignOptions {
  kubeconfigFile: string;
  name: string | undefined;
  /** Names and globs; undefined for all except the system's. */
  namespaces: readonly string[] | undefined;
  secretName: string;
  serviceAccounts: readonly string[];
}

export interface Options {
  once: boolean;
  /** 0 for a free one. */
  port: number;
  demo: boolean;
  aws: boolean;
  dataDir: string | undefined;
  account: string | undefined;
  region: string | undefined;
  foreign: ForeignOptions | undefined;
}

const ofForeign = ['name', 'namespaces', 'secret-name', 'service-accounts'] as const;

/**
 * What the flags request.
 *
 * @throws UsageError for a value that is not understood
 */
export function readOptions(values: Flags): Options {
  const lonely = ofForeign.find((flag) => values[flag] !== undefined && values.kubeconfig === undefined);
  if (lonely) throw new UsageError(`--${lonely} goes with --kubeconfig FILE, which is missing.`);
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
