import * as z from 'zod';
import { hostIn } from './hostIn.ts';

const label = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
const host = `${label}(\\.${label})*(:\\d{1,5})?`;
const path = '(/[a-z0-9]+([._-]+[a-z0-9]+)*)*';

/** host or host:port, as it stands before the first slash of an image reference. */
export const registryHost = z
  .string()
  .max(255)
  .regex(new RegExp(`^${host}$`), 'a host name, with :port if it needs one, and no scheme or path')
  .refine(hasPossiblePort, 'a port is from 1 to 65535');

/**
 * A host, or the part of one whose repositories begin with a path. Of several that fit an image, the longest is used.
 * Source: https://kubernetes.io/docs/concepts/containers/images/#config-json
 */
export const registryPath = z
  .string()
  .max(512)
  .regex(
    new RegExp(`^${host}${path}$`),
    'a host name, with :port if it needs one, and a path in lower case if it is of one part of it; no scheme',
  )
  .refine(hasPossiblePort, 'a port is from 1 to 65535');

function hasPossiblePort(text: string): boolean {
  const [, port = '443'] = hostIn(text).split(':');
  return Number(port) >= 1 && Number(port) <= 65_535;
}
