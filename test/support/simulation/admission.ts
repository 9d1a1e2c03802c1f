import type { AdmissionRequest } from '../../../shared/simulation/registry.ts';
import {
  ApiError,
  badRequest,
  failure,
  forbidden,
  type StatusCause,
} from '../../../shared/simulation/status.ts';

/** Which writes are denied: those that match every given field. */
export interface DeniedWrites {
  operations?: readonly AdmissionRequest['operation'][];
  /** Default: secrets and service accounts. */
  resources?: readonly ('secrets' | 'serviceaccounts' | 'serviceaccounts/token')[];
  namespace?: string;
}

/** The reasons that the API server accepts from a policy. */
type PolicyReason = 'Invalid' | 'Forbidden' | 'RequestEntityTooLarge';

/** Something that denies writes in a cluster although RBAC allows them. */
export type Denier =
  /** A ValidatingAdmissionPolicy, and its binding. */
  | {
      kind: 'policy';
      name: string;
      binding: string;
      denies: DeniedWrites;
      message: string;
      reason?: PolicyReason;
    }
  /** A validating webhook. `does`: its answer; `down`: nothing answers at its address. */
  | {
      kind: 'webhook';
      name: string;
      denies: DeniedWrites;
      does: { code?: number; reason?: string; message?: string } | 'be down';
      /** Whether it accepts dry runs; otherwise it has `sideEffects: Some`. */
      takesDryRuns?: boolean;
    }
  /** A ResourceQuota on the number of secrets in one namespace. No controller subtracts deleted ones. */
  | { kind: 'quota'; name: string; namespace: string; used: number; hard: number };

/** The status code for each reason of a policy: apiserver/pkg/admission/plugin/policy/validating/policy_decision.go */
const codes: Record<PolicyReason, number> = {
  Invalid: 422,
  Forbidden: 403,
  RequestEntityTooLarge: 413,
};

/** Validating admission, in the API server's order: policies, webhooks, quotas. */
export class Admission {
  readonly #deniers = new Set<Denier>();

  /** Returns a function that removes it again. */
  add(denier: Denier): () => void {
    const own = { ...denier };
    this.#deniers.add(own);
    return () => void this.#deniers.delete(own);
  }

  /** Throws an ApiError if a denier denies it. */
  validate(request: AdmissionRequest): void {
    for (const kind of ['policy', 'webhook', 'quota'] as const)
      for (const denier of this.#deniers) if (denier.kind === kind) ask(denier, request);
  }
}

function ask(denier: Denier, request: AdmissionRequest): void {
  if (denier.kind === 'quota') askQuota(denier, request);
  else if (fits(denier.denies, request))
    throw denier.kind === 'policy' ? deniedByPolicy(denier, request) : refusedByWebhook(denier, request);
}

function fits(denies: DeniedWrites, request: AdmissionRequest): boolean {
  const { operations, resources = ['secrets', 'serviceaccounts'], namespace } = denies;
  return (
    (operations === undefined || operations.includes(request.operation)) &&
    resources.some((resource) => resource === request.resource) &&
    (namespace === undefined || namespace === request.namespace)
  );
}

function deniedByPolicy(
  { name, binding, message, reason = 'Invalid' }: Extract<Denier, { kind: 'policy' }>,
  request: AdmissionRequest,
): ApiError {
  const why = `ValidatingAdmissionPolicy '${name}' with binding '${binding}' denied request: ${message}`;
  const [resource = ''] = request.resource.split('/');
  return coded(forbidden(resource, request.name, why, [{ message: why }]), codes[reason], reason);
}

function coded({ status }: ApiError, code: number, reason: string): ApiError {
  return new ApiError({ ...status, code, reason });
}

function refusedByWebhook(
  { name, does, takesDryRuns = true }: Extract<Denier, { kind: 'webhook' }>,
  { dryRun }: AdmissionRequest,
): ApiError {
  if (dryRun && !takesDryRuns) return badRequest(`admission webhook "${name}" does not support dry run`);
  if (does === 'be down') {
    const message = `failed calling webhook "${name}": failed to call webhook: Post "https://127.0.0.1:1/?timeout=10s": dial tcp 127.0.0.1:1: connect: connection refused`;
    const causes: StatusCause[] = [{ message }];
    return failure(500, {
      message: `Internal error occurred: ${message}`,
      reason: 'InternalError',
      details: { causes },
    });
  }
  const { code = 0, reason, message } = does;
  const words = message ?? reason;
  return failure(code < 400 ? 400 : code, {
    message: `admission webhook "${name}" denied the request${words === undefined ? ' without explanation' : `: ${words}`}`,
    ...(reason !== undefined && { reason }),
  });
}

function askQuota(quota: Extract<Denier, { kind: 'quota' }>, request: AdmissionRequest): void {
  const { operation, resource, namespace, name, dryRun } = request;
  if (operation !== 'CREATE' || resource !== 'secrets' || namespace !== quota.namespace) return;
  if (quota.used >= quota.hard)
    throw forbidden(
      resource,
      name,
      `exceeded quota: ${quota.name}, requested: secrets=1, used: secrets=${quota.used}, limited: secrets=${quota.hard}`,
    );
  if (!dryRun) quota.used += 1;
}
