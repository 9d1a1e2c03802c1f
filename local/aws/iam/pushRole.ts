import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import type { Policy } from './policy.ts';

const oneOrMore = z.union([z.string(), z.array(z.string())]);
const statement = z.object({ Effect: z.enum(['Allow', 'Deny']), Action: oneOrMore, Resource: z.unknown() });
const roles = z.object({
  Resources: z.object({
    PushRole: z.object({
      Properties: z.object({
        Policies: z.array(z.object({ PolicyDocument: z.object({ Statement: z.array(statement) }) })),
      }),
    }),
  }),
});
const service = z.object({ params: z.object({ default: z.record(z.string(), z.unknown()) }) });

/**
 * What the push function's role may do at ECR, read from infra/roles.yml and the defaults in serverless.yml, so that
 * the role here and the deployed one have one source.
 *
 * @throws Error if the files do not hold such a role
 */
export async function pushRolePolicy(account: string, region: string): Promise<Policy> {
  const { params } = service.parse(await readYaml('serverless.yml'));
  const { PushRole } = roles.parse(await readYaml('infra/roles.yml')).Resources;
  const values: Record<string, unknown> = {
    'AWS::Partition': 'aws',
    'AWS::AccountId': account,
    'AWS::Region': region,
    'sls:stage': 'local',
    ...Object.fromEntries(Object.entries(params.default).map(([name, value]) => [`param:${name}`, value])),
  };
  const fill = (text: string): string =>
    text.replace(/\$\{([^}]+)\}/g, (_, name: string) => fill(String(values[name] ?? name)));
  const statements = PushRole.Properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  return {
    Statement: statements
      .filter(({ Action }) => [Action].flat().some((action) => action.startsWith('ecr:')))
      .map(({ Effect, Action, Resource }) => ({
        Effect,
        Action,
        Resource: textsIn(Resource)
          .flatMap((text) => fill(text).split(','))
          .map((arn) => arn.trim()),
      })),
  };
}

/** CloudFormation's tags are removed: `!Split [',', !Sub x]` becomes a list of two texts. */
function textsIn(resource: unknown): string[] {
  return [resource].flat().filter((text): text is string => typeof text === 'string' && text !== ',');
}

const documents = new Map<string, Promise<unknown>>();

/** Parsed once per process: the files are the project's own, and tests start hundreds of these. */
function readYaml(file: string): Promise<unknown> {
  const known = documents.get(file) ?? parseYaml(file);
  documents.set(file, known);
  return known;
}

async function parseYaml(file: string): Promise<unknown> {
  const text = await readFile(new URL(`../../../${file}`, import.meta.url), 'utf8');
  return parseDocument(text, { logLevel: 'silent' }).toJS();
}
