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
  .describe('A kubeconfig as text, YAML or JSON, 64 KiB at most. Write-only: no answer contains it.');

/** Characters. Node accepts headers of 16 KiB. */
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
    .describe('The namespaces that it hits, at most 20; empty if it does not concern single namespaces.'),
  count: z.int().describe('How many namespaces it hits, including those not listed.'),
  uncovered: z
    .int()
    .describe('In how many of them no valid credential is known to be, so that pods cannot pull.'),
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
  result: z.enum(['passed', 'failed', 'skipped']).describe('"passed" even if some checks could not be made.'),
  checks: z.array(check),
});

const clusterStatus = z.object({
  phase: z.enum(phases),
  validUntil: time.optional().describe('Until then pods can pull with everything that was written.'),
  endless: z.literal(true).optional().describe('Instead of validUntil: nothing that was written expires.'),
  lastAttemptAt: time.optional(),
  lastSuccessAt: time.optional(),
  nextPushAt: time
    .optional()
    .describe('When the next push is due, a refresh or a sweep. Absent while paused.'),
  nextRefreshAt: time.optional().describe('When the next refresh is due. Absent if the next push is one.'),
  lateWriteUntil: time
    .optional()
    .describe(
      'A write got no answer: until then the API server may still carry it out, over a newer write. After that, everything is written once more.',
    ),
  consecutiveFailures: z.int(),
  failingSince: time
    .optional()
    .describe(
      'When the failures began, or the failing cluster was resumed. Absent if nothing fails, and while paused.',
    ),
  error: failure
    .optional()
    .meta({ deprecated: true, description: 'The first of the problems. It goes with the next version.' }),
  problems: z
    .array(clusterProblem)
    .optional()
    .describe(
      'Every cause of failure, the worst first, then problems that fail no push. Absent if nothing is wrong.',
    ),
  removing: z
    .array(plannedRemoval)
    .optional()
    .describe(
      'What removed targets wrote that is still to be removed from the cluster, or not yet seen to be gone. Absent if there is nothing. DELETE /clusters/{name}/removals gives it up.',
    ),
  furtherProblems: z.int().optional().describe('How many causes there are beyond the 20 listed.'),
  namespaces: z.object({
    chosen: z.int().describe('Namespaces that targets choose, as far as they are known.'),
    ready: z.int().describe('Those that hold what they should.'),
    failed: z.int().describe('Those in which something failed, or that could not be looked at.'),
    skipped: z.int().describe('Those that are being deleted.'),
    uncovered: z
      .int()
      .describe('Failed ones in which no valid credential is known to be: pods cannot pull there now.'),
  }),
  kubeconfig: z.object({
    server: z.string(),
    identity: z.string().optional(),
    cluster: z
      .string()
      .optional()
      .describe('UID of its namespace kube-system, if pullpass bootstrap saw it: no other cluster has it.'),
    expiresAt: time.optional(),
    renews: z
      .boolean()
      .default(false)
      .describe(
        'Whether the credential renews itself: "renew" is set, it expires, the cluster is neither paused nor deregistering, and the last due renewal succeeded. Otherwise somebody must replace it before it expires.',
      ),
    renewsAt: time
      .optional()
      .describe('When the next renewal is due. Absent if there is none, or if it is not known.'),
  }),
});

/**
 * The fields of an answer that cannot be set. A full body may contain them, and they are ignored: what was read can be
 * sent back with PUT. A PATCH of them is refused.
 */
export const readOnlyFields = {
  status: clusterStatus,
  version: z.int().describe('The ETag, without its quotes. Every change of a setting raises it.'),
  notices: z
    .array(z.string())
    .optional()
    .describe(
      'Worth knowing: what targets do beyond writing secrets, a credential that may do too much, another name of the same cluster.',
    ),
  preflight: preflightReport.optional(),
  plan: plan.optional(),
};

/** GET and the list show these; the rest is only in answers to changes. */
const { preflight: _, plan: __, ...readable } = readOnlyFields;

/** A cluster in an answer. */
export const clusterResource = clusterSpecObject.extend(readable);

/** The answer to a change. */
export const changedCluster = clusterSpecObject.extend({ ...readOnlyFields, plan });

export const dryRunResult = z.object({
  dryRun: z.literal(true),
  notices: readOnlyFields.notices,
  preflight: preflightReport,
  plan,
});

const ignored = z.unknown().optional().meta({ readOnly: true, description: 'Ignored in requests.' });
const readOnly = Object.fromEntries(Object.keys(readOnlyFields).map((field) => [field, ignored])) as Record<
  keyof typeof readOnlyFields,
  typeof ignored
>;

/** The body of POST /clusters. */
export const registrationBody = clusterSpecObject
  .extend({ kubeconfig: kubeconfigText, ...readOnly })
  .superRefine(checkReferences);

/** The body of PUT /clusters/{name}. The kubeconfig may be left out if the cluster has one. */
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
        'Instead of a kubeconfig: a token for the server in use; address and CA stay as they are. Write-only.',
      ),
    context: z
      .string()
      .min(1)
      .max(253)
      .nullable()
      .optional()
      .describe(
        'Context to use. Left out: the one in use now. null: the current-context of this kubeconfig.',
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

/** What one namespace holds of what one target writes there. */
const heldNamespace = z.object({
  target: z.string().describe('The target’s name.'),
  namespace: z.string(),
  secrets: z.array(
    z.object({
      name: z.string(),
      result: seen.describe('"passed": it is there as PullPass wrote it, and has not expired.'),
      message: z.string().optional().describe('What is wrong, or why it is not known.'),
      validUntil: time
        .optional()
        .describe('When it expires, by its annotation. Absent if it does not expire.'),
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
        .describe('How many namespaces are not listed; the checks "secrets" and "links" cover all.'),
    })
    .optional()
    .describe(
      'What is in the cluster, compared with what should be. Absent if the cluster could not be asked.',
    ),
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
      'From good to bad: safe, attention (pods can pull, but something needs repair), risk (a token expires soon), uncovered (pods cannot pull in some namespace), expired (a token has expired). empty: no cluster is registered.',
    ),
  headline: z.string().describe('The state of the fleet in one line, as on the fleet page; times in UTC.'),
  notes: z.array(z.string()).describe('What else is wrong in the fleet, the worst first.'),
});

export const fleet = z.object({
  verdict,
  registered: z.int(),
  phases: z.record(z.enum(phases), z.int()),
  earliestValidUntil: time
    .optional()
    .describe(
      'Until then every cluster that holds a credential can pull. Absent if no cluster does, or no credential expires.',
    ),
  endless: z.literal(true).optional().describe('Clusters hold credentials, and none of them expires.'),
  tokensAtRisk: z
    .int()
    .describe(
      'Clusters with a token that expires within the deploy parameter atRiskMinutes, or has expired.',
    ),
  tokensExpired: z.int().describe('Clusters with an expired token.'),
  clustersUncovered: z
    .int()
    .describe(
      'Clusters with uncovered namespaces (no valid credential is known to be there, so pods cannot pull now), or that wait for their first push.',
    ),
  namespacesUncovered: z.int().describe('How many uncovered namespaces are known.'),
  failing: z.int().describe('Clusters whose last push, or whose deregistration, failed.'),
  failingLong: z
    .int()
    .describe('Clusters that have failed for longer than the deploy parameter failingMinutes.'),
  kubeconfigsExpiring: z
    .int()
    .describe(
      'Kubeconfigs that expire within the deploy parameter kubeconfigDays or have expired, and do not renew themselves or failed to; without those of paused and deregistering clusters.',
    ),
  limits: z
    .object({ atRiskMinutes: z.number(), failingMinutes: z.number(), kubeconfigDays: z.number() })
    .describe('The deploy parameters behind the numbers and the verdict.'),
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
