import * as z from 'zod';

const part = '[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*';
const tag = ':\\w[\\w.-]{0,127}';
const digest = '@sha(256:[a-f0-9]{64}|512:[a-f0-9]{128})';

/**
 * An image of a registry, without the registry's host and slash.
 * Source: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
 */
export const probe = z
  .string()
  .max(512)
  .regex(
    new RegExp(`^${part}(/${part})*(${tag})?(${digest})?$`),
    'an image of this registry without its host, such as team/app:1.2 or team/app@sha256:…',
  )
  .optional()
  .describe(
    'An image of this registry, as REPOSITORY:TAG or REPOSITORY@DIGEST: each new credential is tried by asking for its manifest.',
  );

/** Adds an issue if a probe names the host too. */
export function checkProbe(
  image: string | undefined,
  hosts: readonly string[],
  context: z.RefinementCtx,
): void {
  const host = hosts.find((each) => image?.startsWith(`${each}/`));
  if (image === undefined || host === undefined) return;
  context.addIssue({
    code: 'custom',
    path: ['probe'],
    message: `the image without its host: expected ${image.slice(host.length + 1)}`,
  });
}
