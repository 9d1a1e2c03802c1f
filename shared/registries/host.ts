import * as z from 'zod';
import { hasPossiblePort, hostPathPattern, hostPattern, longestHostPath } from './hostPattern.ts';

/** host or host:port, as before the first slash of an image reference. */
export const registryHost = z
  .string()
  .max(255)
  .regex(hostPattern, 'a host name, with :port if it needs one, and no scheme or path')
  .refine(hasPossiblePort, 'a port is from 1 to 65535');

/**
 * A host, or the part of one whose repositories begin with a path. If several match an image, the longest is used.
 * Source: https://kubernetes.io/docs/concepts/containers/images/#config-json
 */
export const registryPath = z
  .string()
  .max(longestHostPath)
  .regex(
    hostPathPattern,
    'a host name, with :port if it needs one, and a path in lower case if it is of one part of it; no scheme',
  )
  .refine(hasPossiblePort, 'a port is from 1 to 65535');
