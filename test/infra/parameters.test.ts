import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';

type Read = (osls: { resolveVariable: (name: string) => Promise<unknown> }) => Promise<unknown>;

const parameters = createRequire(import.meta.url)('../../infra/parameters.cjs') as Record<string, Read>;

/** What a deployment makes of a parameter. */
const made = (parameter: string, value: unknown) =>
  parameters[parameter]?.({
    resolveVariable: async (name) => (name === `param:${parameter}` ? value : undefined),
  });

test.each([
  ['docsUrl', '', ''],
  ['docsUrl', undefined, ''],
  ['docsUrl', ' https://git.example.com/platform/docs/ ', 'https://git.example.com/platform/docs'],
  ['docsUrl', 'https://docs.example.com:8443', 'https://docs.example.com:8443'],
  ['ecrHosts', 'ECR.example.com, *.example.com:5000,', 'ecr.example.com,*.example.com:5000'],
  ['tags', 'team=platform, cost center=42,empty=', { team: 'platform', 'cost center': '42', empty: '' }],
  ['kmsKeyArn', '', ''],
  ['permissionsBoundary', 'arn:aws:iam::aws:policy/Bounds', 'arn:aws:iam::aws:policy/Bounds'],
])('%s: %j becomes %j', async (parameter, value, expected) => {
  expect(await made(parameter, value)).toEqual(expected);
});

test.each([
  ['docsUrl', 'http://docs.example.com', 'an https URL without query or fragment'],
  ['docsUrl', 'docs.example.com', 'an https URL without query or fragment'],
  ['docsUrl', 'https://docs.example.com/?page=1', 'an https URL without query or fragment'],
  ['docsUrl', 'https://docs.example.com/docs#top', 'an https URL without query or fragment'],
  ['docsUrl', 'https://user:password@docs.example.com', 'an https URL without query or fragment'],
  ['docsUrl', 'javascript:alert(1)', 'an https URL without query or fragment'],
  ['docsUrl', 'https://docs.example.com/"onclick="x', 'an https URL without query or fragment'],
  [
    'ecrHosts',
    'https://ecr.example.com',
    'host names, in which * stands for any characters, comma-separated',
  ],
  ['tags', 'team', 'KEY=VALUE, comma-separated'],
  ['tags', 'aws:team=platform', 'KEY=VALUE, comma-separated'],
  ['kmsKeyArn', 'alias/pullpass', 'the ARN of a KMS key'],
  ['permissionsBoundary', 'Bounds', 'the ARN of an IAM policy'],
])('%s: %j is refused before anything is deployed', async (parameter, value, expected) => {
  await expect(made(parameter, value)).rejects.toThrow(
    `The deploy parameter ${parameter}: expected ${expected}, received ${JSON.stringify(value)}.`,
  );
});
