const { kmsKeyArn, permissionsBoundary } = require('./parameters.cjs');

/**
 * The roles of infra/roles.yml, for serverless.yml. Turns each deploy parameter with ARNs into a list, without the
 * spaces around its commas. IAM refuses an empty Resource, so if the parameter is empty, its statement is left out. The
 * statement is named after the parameter: RegistryRoles has what `registryRoles` allows. The same goes for the rights
 * on the key in `kmsKeyArn`. Each role gets the boundary in `permissionsBoundary`.
 */
exports.resources = async (osls) => {
  const { Resources } = await osls.resolveVariable('file(infra/roles.yml)');
  const key = await kmsKeyArn(osls);
  const boundary = await permissionsBoundary(osls);
  const bounded = boundary === '' ? {} : { PermissionsBoundary: boundary };
  const roles = Object.entries(Resources).map(([id, role]) => {
    const { Policies, ...properties } = role.Properties;
    const policies = Policies.map((policy) => withLists(policy, key));
    return [id, { ...role, Properties: { ...properties, ...bounded, Policies: policies } }];
  });
  return {
    Resources: {
      ...Object.fromEntries(roles),
      // From infra/schedule.yml, into which this is merged.
      ...(boundary !== '' && { ScheduleRole: { Properties: bounded } }),
    },
  };
};

function withLists({ PolicyDocument, ...policy }, key) {
  const statements = PolicyDocument.Statement.filter(({ Sid }) => key !== '' || !/Key$/.test(Sid));
  return { ...policy, PolicyDocument: { ...PolicyDocument, Statement: statements.flatMap(withList) } };
}

function withList(statement) {
  const given = statement.Resource['Fn::Split'];
  if (given === undefined) return [statement];
  const [separator, { 'Fn::Sub': text }] = given;
  const patterns = text
    .split(separator)
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== '');
  for (const pattern of patterns) requireArn(statement.Sid, pattern);
  return patterns.length === 0
    ? []
    : [{ ...statement, Resource: patterns.map((pattern) => ({ 'Fn::Sub': pattern })) }];
}

/** CloudFormation would report a wrong one only in the middle of the deployment, without the parameter's name. */
function requireArn(sid, pattern) {
  const parameter = sid[0].toLowerCase() + sid.slice(1);
  if (pattern !== '*' && !/^arn:[^:\s]+(:[^:\s]*){3}:\S+$/.test(pattern))
    throw new Error(
      `The deploy parameter ${parameter}: expected ARN patterns, comma-separated, received ${JSON.stringify(pattern)}.`,
    );
}
