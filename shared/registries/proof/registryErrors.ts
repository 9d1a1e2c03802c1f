/** One error of a registry. Source: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes */
export interface RegistryError {
  code: string;
  message: string;
}

/** The errors in a registry's answer; empty if the body is not a registry's. */
export function registryErrors(body: string): RegistryError[] {
  try {
    const { errors } = JSON.parse(body) as { errors?: unknown };
    return (Array.isArray(errors) ? errors : []).flatMap((error) => {
      const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
      return typeof code === 'string' ? { code, message: typeof message === 'string' ? message : '' } : [];
    });
  } catch {
    return [];
  }
}

/** ECR answers 403 to an expired token, and ECR Public 400, both with a registry's error. */
export function isRefusal(status: number, body: string): boolean {
  if (status === 401) return true;
  return (
    (status === 400 || status === 403) &&
    registryErrors(body).some(({ code }) => code === 'DENIED' || code === 'UNAUTHORIZED')
  );
}
