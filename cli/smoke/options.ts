import { readFile } from 'node:fs/promises';
import { usageError } from '../program/errors.ts';

/** What the command line gives. */
export interface SmokeOptions {
  /** Seconds to wait for a push, and for a deregistration. */
  timeout: number;
  /** The site to register it with; left out for the default network. */
  site?: string;
  /** A proxy through which PullPass is to reach the canary. */
  proxyUrl?: string;
  /** File with the CA of that way, PEM, where it is not a public one. */
  certificateAuthority?: string;
  kubeconfig?: string;
  namespace?: string;
  secretName: string;
}

/** What its files hold. */
export interface SmokeInputs {
  ca: string | undefined;
  /** A cluster of the admin's to use in place of the canary. */
  own: { kubeconfig: string; namespace: string; secretName: string } | undefined;
}

/** Rejects with a usage error for options that do not go together, and for files that cannot be read. */
export async function readInputs(options: SmokeOptions): Promise<SmokeInputs> {
  const { kubeconfig, namespace, secretName, certificateAuthority } = options;
  if ((kubeconfig === undefined) !== (namespace === undefined))
    throw usageError(
      '--kubeconfig and --namespace belong together.',
      'Give both, or none of them for the canary.',
    );
  const ca =
    certificateAuthority === undefined
      ? undefined
      : await read('--certificate-authority', certificateAuthority);
  if (kubeconfig === undefined || namespace === undefined) return { ca, own: undefined };
  return { ca, own: { kubeconfig: await read('--kubeconfig', kubeconfig), namespace, secretName } };
}

async function read(flag: string, file: string): Promise<string> {
  return await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw usageError(`${flag}: ${file} cannot be read (${error.code}).`);
  });
}
