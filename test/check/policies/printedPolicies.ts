import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../../cli/deploy/build/functions.ts';
import type { Policy } from '../../../local/aws/iam/policy.ts';

/**
 * The policies on a page under a heading (without its #), in order, up to the next heading. A single statement counts
 * as a policy. Throws an Error unless there are `count` of them.
 */
export async function printedPolicies(page: string, heading: string, count: number): Promise<Policy[]> {
  const text = await readFile(join(root, page), 'utf8');
  const sections = text.split(/^(?=#+ )/m);
  const section = sections.find((each) => each.replace(/^#+ /, '').startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`${page} has no heading "${heading}".`);
  const printed = [...section.matchAll(/```json\n(.*?)```/gs)].map(([, json = '']) => JSON.parse(json));
  const policies = printed.flatMap((each): Policy[] =>
    'Statement' in each ? [each] : 'Effect' in each ? [{ Version: '2012-10-17', Statement: each }] : [],
  );
  if (policies.length !== count)
    throw new Error(`${page} prints ${policies.length} policies under "${heading}", expected ${count}.`);
  return policies;
}
