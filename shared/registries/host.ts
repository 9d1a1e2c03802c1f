import * as z from 'zod';

const pattern = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/;

/** host or host:port, as it stands before the first slash of an image reference. */
export const registryHost = z
  .string()
  .max(255)
  .regex(pattern, 'a host name, with :port if it needs one, and no scheme or path');

/**
 * A host, or the part of one whose repositories begin with a path. Of several that fit an image, the longest is used.
 * Source: https://kubernetes.io/docs/concepts/containers/images/#config-json
 */
export const registryPath = z
  .string()
  .max(512)
  .regex(
    /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/,
    'a host name, with :port if it needs one, and a path in lower case if it is of one part of it; no scheme',
  );

/** The host of either. */
export function hostIn(path: string): string {
  return path.split('/')[0] ?? '';
}
