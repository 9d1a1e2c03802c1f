import { type ClusterFields, isEmpty, type UserFields } from './fields.ts';
import { quote } from './quote.ts';
import { refuse, serviceAccountRemedy } from './refuse.ts';

type UserField = keyof UserFields;

const embed =
  'PullPass reads no files: print the kubeconfig with `kubectl config view --raw --flatten --minify`, which puts the contents in.';

/** `kubectl config view --flatten` does not embed this one. */
const embedToken =
  'PullPass reads no files, and a token in a file mostly ends within the hour: create a service account for PullPass as docs/permissions.md shows. If it is a lasting one, write it into the kubeconfig with `kubectl config set-credentials USER --token="$(cat FILE)"` and `kubectl config unset users.USER.tokenFile`.';

/** What `kubectl config view` prints in place of secret or long values. */
const placeholder = /^(REDACTED|DATA\+OMITTED)$/;

/** Throws if a field contains such a placeholder. */
export function refusePlaceholders(fields: Readonly<Record<string, unknown>>, label: string): void {
  const [field] = Object.entries(fields).find(([, value]) => placeholder.test(String(value))) ?? [];
  if (field !== undefined)
    refuse(
      `${label} has a "${field}" that kubectl left out when it printed this.`,
      'Print the whole kubeconfig with `kubectl config view --raw --flatten --minify`.',
    );
}

/** Throws for ways to sign in that run a program, read a file, or impersonate somebody. */
export function refuseForeignSignIn(user: UserFields, label: string): void {
  if (user.exec !== undefined && user.exec !== null)
    refuse(
      `${label} signs in with an exec plugin${commandOf(user.exec)}; PullPass runs no commands.`,
      serviceAccountRemedy,
    );
  if (!isEmpty(user['auth-provider']))
    refuse(
      `${label} signs in with an auth-provider; Kubernetes removed these, and PullPass has none.`,
      serviceAccountRemedy,
    );

  const tokenFile = found(user, ['tokenFile', 'token-file']);
  if (tokenFile) refuse(`${label} names a file in "${tokenFile}".`, embedToken);
  const path = found(user, ['client-certificate', 'client-key']);
  if (path) refuse(`${label} names a file in "${path}".`, embed);
  const basic = found(user, ['username', 'password']);
  if (basic)
    refuse(
      `${label} signs in with a user name and password; Kubernetes removed basic auth in 1.19.`,
      serviceAccountRemedy,
    );
  const impersonated = found(user, ['as', 'as-uid', 'as-groups', 'as-user-extra']);
  if (impersonated)
    refuse(
      `${label} impersonates another user ("${impersonated}"); PullPass acts as the one whose credential it holds.`,
      serviceAccountRemedy,
    );
}

/** Throws for fields that read a file, or trust any server. */
export function refuseForeignTrust(cluster: ClusterFields, label: string): void {
  if (!isEmpty(cluster['certificate-authority']))
    refuse(`${label} names a file in "certificate-authority".`, embed);
  if (!isEmpty(cluster['insecure-skip-tls-verify']))
    refuse(
      `${label} has "insecure-skip-tls-verify": an attacker in between could steal the credential.`,
      'Give the CA of the cluster instead: `kubectl config set-cluster NAME --insecure-skip-tls-verify=false --certificate-authority=ca.pem --embed-certs=true`. If only the name differs, give "tls-server-name".',
    );
}

function found(user: UserFields, fields: readonly UserField[]): UserField | undefined {
  return fields.find((field) => !isEmpty(user[field]));
}

/** The plugin's base name, if it looks like a program's. Arguments and environment are never shown. */
function commandOf(exec: unknown): string {
  const command = (exec as { command?: unknown } | null)?.command;
  const name = typeof command === 'string' ? (command.split(/[\\/]/).at(-1) ?? '') : '';
  return /^[\w.+-]{1,40}$/.test(name) ? ` (${quote(name)})` : '';
}
