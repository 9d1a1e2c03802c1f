import * as z from 'zod';
import { checkReferences } from '../clusters/checkReferences.ts';
import { phases } from '../clusters/record.ts';
import { clusterSpecObject } from '../clusters/spec.ts';
import { eventTypes } from '../clusters/store/events.ts';
import { failureKinds } from '../failure.ts';
import { levels } from '../fleet/verdict.ts';
import { plan, plannedRemoval } from './plan.ts';

const kubeconfigText = z
  .string()
  .min(1)
  .describe('A kubeconfig as text, YAML or JSON, of 64 KiB at most. Write-only: no answer ever holds it.');

/** Characters. Node takes headers of 16 KiB. */
const longestToken = 12 * 1024;

const time = z.iso.datetime().describe('ISO 8601, UTC');

const failure = z.object({
  kind: z.enum(failureKinds),
  message: z.string(),
  remedy: z.string(),
});

/** A cause of trouble. */
const clusterProblem = failure.extend({
  namespaces: z
    .array(z.string())
    .describe('The namespaces that it hits, 20 at most; none where it is not of single namespaces.'),
  count: z.int().describe('How many it hits, those that are not named included.'),
  uncovered: z
    .int()
    .describe('In how many of them no valid credential is known to be: pods cannot pull there.'),
});

export const check = z.object({
  check: z.enum([
    'network',
    'kubeconfig',
    'proxy',
    'reach',
    'tls',
    'clock',
    'identity',
    'namespaces',
    'permissions',
    'serviceaccounts',
    'platform',
    'writes',
    'removal',
    'registry',
    'secrets',
    'links',
  ]),
  result: z.enum(['passed', 'failed', 'unchecked']),
  message: z.string(),
  kind: z.enum(failureKinds).optional(),
  remedy: z.string().optional(),
});

export const preflightReport = z.object({
  result: z
    .enum(['passed', 'failed', 'skipped'])
    .describe('"passed" even where some checks could not be made.'),
  checks: z.array(check),
});

export const clusterStatus = z.object({
  phase: z.enum(phases),
  validUntil: time.optional().describe('Until then, everything that was written can be pulled with.'),
  endless: z.literal(true).optional().describe('In place of validUntil: nothing that was written ends.'),
  lastAttemptAt: time.optional(),
  lastSuccessAt: time.optional(),
  nextPushAt: time
    .optional()
    .describe('When the cluster is next looked at, by a refresh or a sweep. Absent while paused.'),
  nextRefreshAt: time
    .optional()
    .describe('When everything is written anew; absent where the next push does so.'),
  lateWriteUntil: time
    .optional()
    .describe(
      'A write got no answer: until then the API server may still carry it out, over what was written since. Everything is written once more after it.',
    ),
  consecutiveFailures: z.int(),
  failingSince: time
    .optional()
    .describe(
      'When the run of failures began, or the failing cluster was resumed; absent where nothing fails, and while paused.',
    ),
  error: failure
    .optional()
    .meta({ deprecated: true, description: 'The first of the problems. It goes with the next version.' }),
  problems: z
    .array(clusterProblem)
    .optional()
    .describe(
      'Every cause of what fails, the worst first, then what keeps no push from succeeding; absent where nothing is wrong.',
    ),
  removing: z
    .array(plannedRemoval)
    .optional()
    .describe(
      'What targets wrote that were taken out, and that is still to be removed from the cluster, or to be seen to be gone; absent where nothing is. DELETE /clusters/{name}/removals gives it up.',
    ),
  furtherProblems: z.int().optional().describe('How many more causes there are than the 20 that are kept.'),
  namespaces: z.object({
    chosen: z.int().describe('Namespaces that targets choose, as far as they are known.'),
    ready: z.int().describe('Those that hold what they should.'),
    failed: z.int().describe('Those in which something failed, or that could not be looked at.'),
    skipped: z.int().describe('Those that are being deleted.'),
    uncovered: z
      .int()
      .describe('Those that failed in which no valid credential is known to be: pods cannot pull there now.'),
  }),
  kubeconfig: z.object({
    server: z.string(),
    identity: z.string().optional(),
    cluster: z
      .string()
      .optional()
      .describe(
        'UID of its namespace kube-system, where pullpass bootstrap saw it: no other cluster has it.',
      ),
    expiresAt: time.optional(),
    renews: z
      .boolean()
      .default(false)
      .describe(
        'Whether the credential renews itself: "renew" asks for it, it has an end, the cluster is neither paused nor deregistering, and the last renewal that was due was made. Else somebody has to replace it before it ends.',
      ),
    renewsAt: time
      .optional()
      .describe('When the next renewal is due; absent where none is to come, or it is not known.'),
  }),
});

/**
 * What an answer holds beside what can be set: the one list of fields that are read-only. In a body they are passed over,
 * so that what was read can be put, and a patch of them is refused.
 */
export const readOnlyFields = {
  status: clusterStatus,
  version: z.int().describe('The ETag, without its quotes. Raised by every change of what can be set.'),
  notices: z
    .array(z.string())
    .optional()
    .describe(
      'What to know: what targets do beyond the secrets they write, a credential that may do too much, another name of the same cluster.',
    ),
  preflight: preflightReport.optional(),
  plan: plan.optional(),
};

/** What GET and the list say of a cluster; the rest is of answers to changes. */
const { preflight: _, plan: __, ...readable } = readOnlyFields;

/** A cluster as answers show it. */
export const clusterResource = clusterSpecObject.extend(readable);

/** The answer to a change. */
export const changedCluster = clusterSpecObject.extend({ ...readOnlyFields, plan });

export const dryRunResult = z.object({
  dryRun: z.literal(true),
  notices: readOnlyFields.notices,
  preflight: preflightReport,
  plan,
});

const passedOver = z.unknown().optional().meta({ readOnly: true, description: 'Passed over.' });
const readOnly = Object.fromEntries(
  Object.keys(readOnlyFields).map((field) => [field, passedOver]),
) as Record<keyof typeof readOnlyFields, typeof passedOver>;

/** The body of POST /clusters. */
export const registrationBody = clusterSpecObject
  .extend({ kubeconfig: kubeconfigText, ...readOnly })
  .superRefine(checkReferences);

/** The body of PUT /clusters/{name}: the kubeconfig may be left out where the cluster has one. */
export const replacementBody = clusterSpecObject
  .extend({ kubeconfig: kubeconfigText.optional(), ...readOnly })
  .superRefine(checkReferences);

/** The body of PUT /clusters/{name}/kubeconfig. */
export const rotationBody = z
  .strictObject({
    kubeconfig: kubeconfigText.optional(),
    token: z
      .string()
      .min(1)
      .max(longestToken)
      .optional()
      .describe(
        'In place of a kubeconfig: a token for the server that is in use, reached and known as it is now. Write-only.',
      ),
    context: z
      .string()
      .min(1)
      .max(253)
      .nullable()
      .optional()
      .describe(
        'Context to use; left out: the one the cluster uses now; null: the current-context of this kubeconfig.',
      ),
  })
  .superRefine(({ kubeconfig, token, context }, issues) => {
    if (kubeconfig === undefined && token === undefined)
      issues.addIssue({ code: 'custom', path: ['kubeconfig'], message: 'or "token" is needed' });
    if (kubeconfig !== undefined && token !== undefined)
      issues.addIssue({ code: 'custom', path: ['token'], message: 'goes without a kubeconfig' });
    if (token !== undefined && context !== undefined)
      issues.addIssue({ code: 'custom', path: ['context'], message: 'is of a kubeconfig, not of a token' });
  });

const seen = z.enum(['passed', 'failed', 'unchecked']);

/** What is in one namespace of what one target should have there. */
const heldNamespace = z.object({
  target: z.string().describe('The target’s name.'),
  namespace: z.string(),
  secrets: z.array(
    z.object({
      name: z.string(),
      result: seen.describe('"passed": it is there as PullPass wrote it, and has not ended.'),
      message: z.string().optional().describe('What is wrong, or why it is not known.'),
      validUntil: time.optional().describe('When it ends, as it says itself; absent where it does not end.'),
    }),
  ),
  links: z.array(
    z.object({
      serviceAccount: z.string(),
      result: seen.describe('"passed": it names the target’s secrets.'),
      message: z.string().optional(),
    }),
  ),
});

/** The answer of POST /clusters/{name}/check. */
export const checkResult = z.object({
  notices: readOnlyFields.notices,
  preflight: preflightReport,
  held: z
    .object({
      namespaces: z.array(heldNamespace).describe('The worst first; 1,000 at most.'),
      furtherNamespaces: z
        .int()
        .optional()
        .describe('How many more there are; the checks "secrets" and "links" speak of all of them.'),
    })
    .optional()
    .describe('What is in the cluster against what should be there; absent where it could not be asked.'),
});

export const clusterList = z.object({ items: z.array(clusterResource), cursor: z.string().optional() });

export const clusterEvent = z.object({
  at: time,
  type: z.enum(eventTypes),
  by: z.string().describe('ARN of the caller, or pullpass.'),
  message: z.string(),
  error: failure.optional(),
});

export const eventList = z.object({ items: z.array(clusterEvent), cursor: z.string().optional() });

const verdict = z.object({
  level: z
    .enum(levels)
    .describe(
      'From good to bad: safe; attention (pods can pull, something has to be repaired), risk (a token ends soon), uncovered (pods cannot pull in some namespace), expired (a token has ended). empty: nothing is registered.',
    ),
  headline: z.string().describe('How the fleet is, in one line, as the fleet page has it; times in UTC.'),
  notes: z.array(z.string()).describe('What else is true of the fleet, the worst first.'),
});

export const fleet = z.object({
  verdict,
  registered: z.int(),
  phases: z.record(z.enum(phases), z.int()),
  earliestValidUntil: time
    .optional()
    .describe(
      'Until then every cluster that is served can pull. Absent where none is served, or nothing of theirs ends.',
    ),
  endless: z.literal(true).optional().describe('Clusters are served, and nothing of theirs ends.'),
  tokensAtRisk: z
    .int()
    .describe('Clusters with a token that ends within the deploy parameter atRiskMinutes, or has ended.'),
  tokensExpired: z.int().describe('Clusters with a token that has ended.'),
  clustersUncovered: z
    .int()
    .describe(
      'Clusters with chosen namespaces in which no valid credential is known to be, or never served: pods cannot pull there now.',
    ),
  namespacesUncovered: z.int().describe('How many such namespaces are known.'),
  failing: z.int().describe('Clusters whose last push, or whose deregistration, failed.'),
  failingLong: z.int().describe('Those failing for longer than the deploy parameter failingMinutes.'),
  kubeconfigsExpiring: z
    .int()
    .describe(
      'Kubeconfigs that end within the deploy parameter kubeconfigDays, or have ended, and do not renew themselves, or failed to; without those of clusters that are paused or deregistering.',
    ),
  limits: z
    .object({ atRiskMinutes: z.number(), failingMinutes: z.number(), kubeconfigDays: z.number() })
    .describe('The deploy parameters that the numbers and the verdict go by.'),
});

/** RFC 9457. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  remedy: z.string().optional(),
  errors: z
    .array(z.object({ pointer: z.string(), message: z.string(), expected: z.string(), received: z.string() }))
    .optional(),
  checks: z.array(check).optional(),
  kind: z.enum(failureKinds).optional(),
  errorId: z.string().optional(),
});

export type Check = z.infer<typeof check>;
export type CheckResult = z.infer<typeof checkResult>;
export type PreflightReport = z.infer<typeof preflightReport>;
export type ClusterResource = z.infer<typeof clusterResource>;
