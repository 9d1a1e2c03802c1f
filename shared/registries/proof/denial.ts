import { Redactor } from '../../redaction/redactor.ts';
import { authEntry, type RegistryCredential } from '../credential.ts';
import { registryErrors } from './registryErrors.ts';

/** What AWS says it does not allow. */
export interface PullDenial {
  /** ARN of the principal that requested the token. */
  principal: string;
  /** Such as ecr:BatchGetImage. */
  action: string;
  /** ARN of the repository. */
  resource: string;
  /** "because no identity-based policy allows the ecr:BatchGetImage action"; absent if AWS does not say. */
  because?: string;
}

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
const words = new RegExp(
  [
    /User: (?<principal>arn:aws[a-z-]{0,20}:(?:sts|iam)::\d{12}:[a-z-]{4,20}(?:\/[\w+=,.@/-]{1,200})?)/,
    / is not authorized to perform: (?<action>ecr(?:-public)?:[A-Za-z]{1,64})/,
    / on resource: (?<resource>arn:aws[a-z-]{0,20}:ecr(?:-public)?:[a-z0-9-]{0,32}:\d{12}:repository\/[\w./*-]{1,256})/,
    /(?: (?<because>because no [A-Za-z -]{3,40} (?:policy|boundary) allows the [\w:-]{3,80} action|with an explicit deny in an? [A-Za-z -]{3,40} (?:policy|boundary)))?/,
  ]
    .map(({ source }) => source)
    .join(''),
);

/**
 * Reads from a registry's answer what AWS does not allow. Undefined if the answer does not say, or if it contains
 * something that was sent: the credential, or the token it was exchanged for.
 */
export function readDenial(
  body: string,
  credential: Pick<RegistryCredential, 'username' | 'password'>,
  token?: string,
): PullDenial | undefined {
  const { principal, action, resource, because } =
    registryErrors(body)
      .map(({ message }) => words.exec(message)?.groups)
      .find((groups) => groups !== undefined) ?? {};
  if (principal === undefined || action === undefined || resource === undefined) return undefined;
  const denial = { principal, action, resource, ...(because !== undefined && { because }) };
  const redactor = new Redactor();
  redactor.add(credential.password, authEntry(credential), token);
  return Object.values(denial).some((text) => redactor.hide(text) !== text) ? undefined : denial;
}
