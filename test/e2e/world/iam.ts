import type { Credentials } from '../../support/aws/signedFetch.ts';
import type { Aws } from './aws.ts';

/** Creates an IAM user with an access key, who may call the API, or do what a policy says, or nothing. */
export async function addUser(
  { query }: Aws,
  name: string,
  { callApi, policy }: { callApi: boolean; policy?: unknown },
): Promise<Credentials> {
  const iam = (Action: string, parameters: Readonly<Record<string, string>> = {}) =>
    query('iam', { Action, Version: '2010-05-08', UserName: name, ...parameters });
  await iam('CreateUser');
  if (callApi) {
    const statement = { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' };
    const document = policy ?? { Version: '2012-10-17', Statement: [statement] };
    await iam('PutUserPolicy', { PolicyName: 'call-the-api', PolicyDocument: JSON.stringify(document) });
  }
  const xml = await iam('CreateAccessKey');
  const field = (tag: string) => {
    const value = new RegExp(`<${tag}>([^<]+)</${tag}>`).exec(xml)?.[1];
    if (value === undefined) throw new Error(`IAM gave no ${tag}.`);
    return value;
  };
  return { accessKeyId: field('AccessKeyId'), secretAccessKey: field('SecretAccessKey') };
}
