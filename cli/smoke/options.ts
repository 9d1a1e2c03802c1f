import { readText } from '../files/readText.ts';
import { usageError } from '../program/errors.ts';
import type { Io } from '../program/io.ts';

/** What the command line gives. */
export interface SmokeOptions {
  /** Seconds to wait for a push, and for a deregistration. */
  timeout: number;
  /** The site to register it with; absent for the default network. */
  site?: string;
  /** A proxy through which PullPass should reach the canary. */
  proxyUrl?: string;
  /** File with the CA for that way (PEM), unless it is a public one. */
  certificateAuthority?: string;
  kubeconfig?: string;
  namespace?: string;
  secretName: string;
}

/** The contents of its files. */
export interface SmokeInputs {
  ca: string | undefined;
  /** A cluster of the admin's to use instead of the canary. */
  own: { kubeconfig: string; namespace: string; secretName: string } | undefined;
}

/** Rejects with a usage error for options that exclude each other, and for unreadable files. */
export async function readInputs(options: SmokeOptions, io: Io): Promise<SmokeInputs> {
  const { kubeconfig, namespace, secretName, certificateAuthority } = options;
  if ((kubeconfig === undefined) !== (namespace === undefined))
    throw usageError(
      '--kubeconfig and --namespace belong together.',
      'Give both; or neither, to use the canary.',
    );
  const ca =
    certificateAuthority === undefined
      ? undefined
      : await readText('--certificate-authority', certificateAuthority, io);
  if (kubeconfig === undefined || namespace === undefined) return { ca, own: undefined };
  return { ca, own: { kubeconfig: await readText('--kubeconfig', kubeconfig, io), namespace, secretName } };
}
