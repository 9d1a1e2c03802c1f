import * as z from 'zod/mini';
import { Failure } from '../failure.ts';
import type { Kubeconfig } from './kubeconfig.ts';

const filled = z.string().check(z.minLength(1));

const address = {
  server: z.string().check(z.startsWith('https://')),
  certificateAuthority: z.exactOptional(filled),
  tlsServerName: z.exactOptional(filled),
  proxyUrl: z.exactOptional(z.string().check(z.regex(/^https?:\/\//))),
};

/** A kubeconfig without its credential. */
export const addressFields = z.strictObject(address);

/** A parsed and reduced kubeconfig. */
export const kubeconfigFields = z.strictObject({
  ...address,
  credential: z.union([
    z.strictObject({ token: filled }),
    z.strictObject({ clientCertificate: filled, clientKey: filled }),
  ]),
}) satisfies z.ZodMiniType<Kubeconfig>;

/** The content of a secret in Secrets Manager. */
const stored = z.strictObject({ version: z.literal(1), kubeconfig: kubeconfigFields });

/** What is stored and passed on. Older versions read these fields strictly, so no other field may be added. */
export function withoutCluster({ cluster: _, ...kubeconfig }: Kubeconfig): Omit<Kubeconfig, 'cluster'> {
  return kubeconfig;
}

/** The text to store in a secret. */
export function serialiseKubeconfig(kubeconfig: Kubeconfig): string {
  return JSON.stringify(z.encode(stored, { version: 1, kubeconfig: withoutCluster(kubeconfig) }));
}

/** Reads the text back. If it is not what was stored, throws a Failure 'kubeconfig' that shows nothing of it. */
export function deserialiseKubeconfig(text: string): Kubeconfig {
  const result = stored.safeParse(jsonOrUndefined(text));
  if (result.success) return result.data.kubeconfig;
  throw new Failure(
    'kubeconfig',
    'The stored kubeconfig cannot be read: its secret was changed or damaged.',
    {
      remedy: 'Send the kubeconfig again by {kubeconfig}.',
    },
  );
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
