import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import type { Rule } from '../../../shared/rbac/rules.ts';
import { runCli } from '../cli/runCli.ts';
import { type Check, type PullPass, startPullPass } from './pullPass.ts';

export interface PrintedManifest {
  kind: string;
  metadata: { name: string; namespace?: string };
  rules?: Rule[];
}

/** A cluster with the namespaces payments, orders and team-a, which have a service account default. */
export interface PrintedSubject {
  /** For the service account infra/puller. */
  kubeconfig(): Promise<string>;
  /** Applies a text like `oc apply -f -`, over what was applied before. */
  apply(text: string): Promise<void>;
  /** Changes what was applied into these manifests. */
  change(manifests: readonly PrintedManifest[]): Promise<void>;
  stop(): Promise<void>;
}

const named = { include: ['payments', 'orders'] };
const scenarios = [
  {
    when: 'targets name their namespaces',
    targets: [
      { name: 'apps', kind: 'imagePullSecret', namespaces: named, serviceAccounts: ['default'] },
      {
        name: 'builds',
        kind: 'dockerconfigjson',
        secretName: 'kaniko',
        key: 'config.json',
        namespaces: { include: ['orders'] },
      },
    ],
  },
  {
    when: 'a target chooses them by a glob',
    targets: [
      {
        name: 'apps',
        kind: 'imagePullSecret',
        namespaces: { include: ['payments', 'team-*'] },
        serviceAccounts: ['default'],
      },
    ],
  },
];

const registries = [{ name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' }];

/**
 * Declares that what `pullpass permissions` prints is enough for the preflight, and that each of its verbs is needed.
 */
export function printedPermissions(start: () => Promise<PrintedSubject>): void {
  let subject: PrintedSubject;
  let pullPass: PullPass;
  beforeAll(async () => {
    subject = await start();
    pullPass = await startPullPass();
  }, 600_000);
  afterAll(async () => {
    await pullPass?.stop();
    await subject?.stop();
  });

  const checks = async (targets: readonly object[]): Promise<Check[]> =>
    pullPass.checks({ name: 'prod', kubeconfig: await subject.kubeconfig(), registries, targets });

  test.each(scenarios)(
    'if $when, what is printed is enough, and each verb of it is needed',
    async ({ targets }) => {
      const cluster = JSON.stringify({ name: 'prod', targets });
      const { code, stdout: printed } = await runCli(
        ['permissions', '-f', '-', '--identity', 'infra/puller'],
        { stdin: cluster },
      );
      expect(code).toBe(0);
      await subject.apply(printed);
      await until(async () => lacking(await checks(targets)).length === 0);
      expect(await checks(targets)).toEqual(
        expect.arrayContaining([expect.objectContaining({ check: 'permissions', result: 'passed' })]),
      );

      const manifests = parseAllDocuments(printed).map((document) => document.toJS() as PrintedManifest);
      for (const less of eachWithOneVerbLess(manifests)) {
        await subject.change(less);
        await until(async () => lacking(await checks(targets)).length > 0);
        await subject.change(manifests);
        await until(async () => lacking(await checks(targets)).length === 0);
      }
    },
    300_000,
  );
}

/** What is missing, including rights that only improve a target. */
function lacking(checks: readonly Check[]): Check[] {
  return checks.filter(
    ({ check, result }) => result === 'failed' || (check === 'permissions' && result === 'unchecked'),
  );
}

function eachWithOneVerbLess(manifests: readonly PrintedManifest[]): PrintedManifest[][] {
  return manifests.flatMap((manifest, at) =>
    (manifest.rules ?? []).flatMap(({ verbs }, index) =>
      verbs.map((verb) =>
        manifests.with(at, { ...manifest, rules: without(manifest.rules ?? [], index, verb) }),
      ),
    ),
  );
}

/** A rule must have a verb. */
function without(rules: readonly Rule[], at: number, verb: string): Rule[] {
  return rules.flatMap((rule, index) => {
    const verbs = index === at ? rule.verbs.filter((each) => each !== verb) : rule.verbs;
    return verbs.length === 0 ? [] : [{ ...rule, verbs }];
  });
}

/** The authorizer sees a change of roles a little later. The test's own time limit ends it. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds()));
}
