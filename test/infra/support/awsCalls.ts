import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bundle } from '../../../cli/deploy/build/bundle.ts';
import { type FunctionName, root } from '../../../cli/deploy/build/functions.ts';
import { functionsOfToday } from './template.ts';

/**
 * The AWS operations that a function can call, as the IAM actions they need. Each SDK command has its own file, and the
 * bundler drops unreachable ones: a command can be called if it is in the bundle and one of our sources in it names it.
 * (The document client's paginators keep Query and Scan in every bundle.)
 */
export async function iamActionsCalledBy(name: FunctionName): Promise<string[]> {
  made ??= functionsOfToday();
  const bundle = (await made).find((each) => each.name === name);
  if (!bundle) throw new Error(`No bundle was made of ${name}`);
  const outputs = Object.values(bundle.metafile.outputs);
  const inputs = outputs.flatMap((output) => Object.entries(output.inputs));
  const left = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file);
  const sources = left.filter((file) => /^(functions|shared)\//.test(file));
  const ours = (await Promise.all(sources.map((file) => readFile(join(root, file), 'utf8')))).join('\n');
  return iamActions(left.filter((file) => isNamedIn(ours, file)));
}

let made: Promise<readonly Bundle[]> | undefined;

/** Whether a source names the command; the document client drops the word Item from DynamoDB's names. */
function isNamedIn(source: string, file: string): boolean {
  const command = /commands\/(\w+)Command\.js$/.exec(file)?.[1];
  if (command === undefined) return false;
  return [command, command.replace(/Item$/, '')].some((name) =>
    new RegExp(`\\b${name}Command\\b`).test(source),
  );
}

/** The IAM actions for the commands among `files`, sorted. Throws for a client without a known prefix. */
export function iamActions(files: readonly string[]): string[] {
  const actions = new Set<string>();
  for (const file of files) {
    const [, client, operation] =
      /@aws-sdk\/client-([a-z0-9-]+)\/.*\/commands\/(\w+)Command\.js$/.exec(file) ?? [];
    if (!client || !operation) continue;
    const prefix = prefixes[client];
    if (!prefix) throw new Error(`No IAM prefix known for @aws-sdk/client-${client}: add it here.`);
    for (const action of exceptions[`${prefix}:${operation}`] ?? [`${prefix}:${operation}`])
      actions.add(action);
  }
  return [...actions].sort();
}

/** Service authorization reference: the prefix of each service's actions. */
const prefixes: Readonly<Record<string, string>> = {
  dynamodb: 'dynamodb',
  ecr: 'ecr',
  'ecr-public': 'ecr-public',
  lambda: 'lambda',
  'secrets-manager': 'secretsmanager',
  sqs: 'sqs',
  sts: 'sts',
};

/** Operations whose IAM actions differ from their own name. */
const exceptions: Readonly<Record<string, readonly string[]>> = {
  'sqs:SendMessageBatch': ['sqs:SendMessage'],
  'sqs:DeleteMessageBatch': ['sqs:DeleteMessage'],
  // https://docs.aws.amazon.com/AmazonECR/latest/public/public-registry-auth.html
  'ecr-public:GetAuthorizationToken': ['ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken'],
  // Needs no permission.
  'sts:GetCallerIdentity': [],
  'lambda:Invoke': ['lambda:InvokeFunction'],
  // With tags, which the registration gives.
  'secretsmanager:CreateSecret': ['secretsmanager:CreateSecret', 'secretsmanager:TagResource'],
  // In every DynamoDB client, but called only with endpoint discovery, which is off.
  'dynamodb:DescribeEndpoints': [],
  'dynamodb:TransactWriteItems': ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
  'dynamodb:TransactGetItems': ['dynamodb:GetItem'],
};
