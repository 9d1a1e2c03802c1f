/**
 * Deploy parameters that hold lists or names, for serverless.yml. Errors in one are reported here, by the
 * parameter's name, before anything is deployed.
 */

/** Hosts that may get ECR tokens besides ECR's own: comma-separated, for the environment of the functions. */
exports.ecrHosts = async ({ resolveVariable }) => {
  const hosts = listOf(await resolveVariable('param:ecrHosts'));
  for (const host of hosts)
    if (!/^[a-z0-9*]([a-z0-9*.-]*[a-z0-9*])?(:(\d{1,5}|\*))?$/i.test(host))
      refuse('ecrHosts', 'host names, in which * stands for any characters, comma-separated', host);
  return hosts.join(',').toLowerCase();
};

/** Where the folder docs can be read, without a trailing slash; empty if not configured. */
exports.docsUrl = async ({ resolveVariable }) => {
  const url = String((await resolveVariable('param:docsUrl')) ?? '').trim();
  if (url !== '' && !/^https:\/\/[\w.-]+(:\d{1,5})?(\/[\w.~/@%+-]*)?$/.test(url))
    refuse('docsUrl', 'an https URL without query or fragment', url);
  return url.replace(/\/+$/, '');
};

/** Tags of the stack. CloudFormation copies them to everything in it that can have tags. */
exports.tags = async ({ resolveVariable }) =>
  Object.fromEntries(
    listOf(await resolveVariable('param:tags')).map((tag) => {
      const [, key, value] = /^([^=]{1,128})=(.{0,256})$/.exec(tag) ?? [];
      if (key === undefined || /^aws:/i.test(key) || !/^[\p{L}\p{N}\s_.:/=+@-]*$/u.test(tag))
        refuse('tags', 'KEY=VALUE, comma-separated', tag);
      return [key.trim(), value.trim()];
    }),
  );

/** The ARN of the key for kubeconfigs; empty for AWS's own. */
exports.kmsKeyArn = ({ resolveVariable }) =>
  arnOrNone(
    resolveVariable,
    'kmsKeyArn',
    /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/,
    'the ARN of a KMS key',
  );

/** The ARN of the permissions boundary of every role; empty for none. */
exports.permissionsBoundary = ({ resolveVariable }) =>
  arnOrNone(
    resolveVariable,
    'permissionsBoundary',
    /^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/\S+$/,
    'the ARN of an IAM policy',
  );

async function arnOrNone(resolveVariable, parameter, form, expected) {
  const arn = String((await resolveVariable(`param:${parameter}`)) ?? '').trim();
  if (arn !== '' && !form.test(arn)) refuse(parameter, expected, arn);
  return arn;
}

function listOf(text) {
  return String(text ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

function refuse(parameter, expected, received) {
  throw new Error(
    `The deploy parameter ${parameter}: expected ${expected}, received ${JSON.stringify(received)}.`,
  );
}
