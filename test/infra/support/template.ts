import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Bundle } from '../../../cli/deploy/build/bundle.ts';
import { buildFolder, functionNames, root } from '../../../cli/deploy/build/functions.ts';
import { replaceFile } from '../../../cli/deploy/build/replaceFile.ts';
import { buildFunctions } from '../../../cli/deploy/buildFunctions.ts';
import { once } from '../../support/tools/lock.ts';
import { packageService } from './osls/packageService.ts';

interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
  Condition?: string;
  DeletionPolicy?: string;
}

export interface Template {
  Resources: Record<string, Resource>;
  Outputs: Record<string, { Value: unknown }>;
}

export const stage = 'test';

/**
 * The CloudFormation template that a deployment of this checkout would send, made by osls itself. It depends on no
 * code, so it is kept for all test files, as long as what osls reads stays the same.
 */
export async function packagedTemplate(params: Readonly<Record<string, string>> = {}): Promise<Template> {
  const files = ['serverless.yml', ...(await infraFiles()), ...(params['sites'] ? [params['sites']] : [])];
  const inputs = await Promise.all(files.map((file) => readText(file)));
  const osls = await readText('node_modules/serverless/package.json');
  const hash = createHash('sha256').update([...inputs, osls, JSON.stringify(params)].join('\0'));
  const kept = join(buildFolder, 'templates', `${hash.digest('hex').slice(0, 16)}.json`);
  await mkdir(dirname(kept), { recursive: true });
  await once(
    `${kept}.lock`,
    () => existsSync(kept),
    () => packageInto(kept, params),
  );
  return JSON.parse(await readFile(kept, 'utf8'));
}

async function packageInto(file: string, params: Readonly<Record<string, string>>): Promise<void> {
  await functionsBuilt();
  await replaceFile(file, await packageService({ stage, params }));
}

/** Builds the functions if they were never built: a template only names their archives. */
export async function functionsBuilt(): Promise<void> {
  const built = () => functionNames.every((name) => existsSync(join(buildFolder, `${name}.zip`)));
  await mkdir(buildFolder, { recursive: true });
  await once(functionsLock, built, async () => void (await buildFunctions()));
}

/**
 * The functions as they are now, in .build/: built once for all test files, or earlier if nothing has changed since.
 */
export async function functionsOfToday(): Promise<readonly Bundle[]> {
  let bundles: readonly Bundle[] = [];
  await mkdir(buildFolder, { recursive: true });
  await once(
    functionsLock,
    () => bundles.length > 0,
    async () => {
      bundles = await buildFunctions();
    },
  );
  return bundles;
}

const functionsLock = join(buildFolder, 'functions.lock');

/** The resources of one type, by logical id, their properties read as `Properties`. */
export function resourcesOf<Properties>(template: Template, type: string): Record<string, Properties> {
  const found = Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
  if (found.length === 0) throw new Error(`The template has no resource of type ${type}.`);
  return Object.fromEntries(found.map(([id, { Properties }]) => [id, Properties as Properties]));
}

/**
 * A value as one readable string: `!GetAtt Queue.Arn` is "Queue.Arn", `!Ref Table` is "Table", and inside `!Sub` they
 * are inserted.
 */
export function readable(value: unknown): string {
  if (typeof value === 'string') return value;
  const entries = Object.entries(value as Record<string, unknown>);
  const [name, argument] = entries[0] ?? [];
  if (entries.length === 1 && name === 'Ref') return String(argument);
  if (entries.length === 1 && name === 'Fn::GetAtt') return (argument as string[]).join('.');
  if (entries.length === 1 && name === 'Fn::Sub') return String(argument).replace(/\$\{([^}]+)\}/g, '$1');
  throw new Error(`Cannot read ${JSON.stringify(value)}: neither a string nor Ref, GetAtt or Sub.`);
}

/** A value, or each value in a list, as `readable` gives it. */
export function readableList(value: unknown): string[] {
  return [value].flat().map(readable);
}

async function infraFiles(): Promise<string[]> {
  const files = await readdir(join(root, 'infra'), { recursive: true });
  return files
    .filter((file) => /\.(yml|cjs)$/.test(file))
    .sort()
    .map((file) => `infra/${file}`);
}

function readText(file: string): Promise<string> {
  return readFile(resolve(root, file), 'utf8');
}
