import { aVpc, twoSites } from '../../infra/support/networks.ts';
import { packagedTemplate } from '../../infra/support/template.ts';
import { type Ask, each, mint, other, pulls, pushes, repository, session } from './ask.ts';
import { account, arnOf, region, rolePolicy } from './rolePolicies.ts';

/** Checks what the packaged roles may and may not do. */
export async function checkRoles(ask: Ask): Promise<void> {
  const template = await packagedTemplate();
  const networks = await packagedTemplate({ ...aVpc, sites: twoSites });
  for (const [of, role] of [
    [template, 'PushRole'],
    [networks, 'PushRole'],
    [networks, 'PushRoleDasheast'],
    [networks, 'PushRoleDashplantDash7'],
  ] as const) {
    const as = { principal: session(account, role), identity: [rolePolicy(of, role)] };
    for (const where of [region, 'us-east-1'])
      await ask(true, role, each(pulls, { ...as, resource: repository(account, 'team/app', where) }));
    await ask(true, role, each([mint, 'ecr-public:GetAuthorizationToken'], { ...as, resource: '*' }));
    await ask(false, role, each(pulls, { ...as, resource: repository(other) }));
    await ask(false, role, each(pushes, { ...as, resource: repository(account) }));
  }

  const none = await packagedTemplate({
    sites: twoSites,
    pullRepositories: '',
    registryRoles: '',
    registrySecrets: '',
  });
  for (const role of ['PushRole', 'PushRoleDasheast']) {
    const as = { principal: session(account, role), identity: [rolePolicy(none, role)] };
    await ask(
      false,
      `${role}, without pullRepositories,`,
      each(pulls, { ...as, resource: repository(account) }),
    );
    await ask(true, role, each([mint], { ...as, resource: '*' }));
  }

  for (const role of ['RefreshRole', 'RegistrationRole', 'WidgetRole']) {
    const as = { principal: session(account, role), identity: [rolePolicy(networks, role)] };
    await ask(false, role, each([mint, 'ecr-public:GetAuthorizationToken'], { ...as, resource: '*' }));
    await ask(false, role, each(pulls, { ...as, resource: repository(account) }));
    const assumable = `arn:aws:iam::${account}:role/pullpass-pull`;
    await ask(false, role, each(['sts:AssumeRole'], { ...as, resource: assumable }));
    const secret = `arn:aws:secretsmanager:${region}:${account}:secret:pullpass-registry-quay-AbCdEf`;
    await ask(false, role, each(['secretsmanager:GetSecretValue'], { ...as, resource: secret }));
    for (const id of ['PushLambdaFunction', 'PushDasheastLambdaFunction'])
      await ask(
        role === 'RegistrationRole',
        role,
        each(['lambda:InvokeFunction'], { ...as, resource: arnOf(networks, id) }),
      );
  }

  const kubeconfig = `arn:aws:secretsmanager:${region}:${account}:secret:pullpass/test/clusters/a-AbCdEf`;
  const push = {
    principal: session(account, 'PushRole'),
    identity: [rolePolicy(networks, 'PushRole')],
  };
  const renewal = ['DescribeSecret', 'PutSecretValue', 'UpdateSecretVersionStage'].map(
    (action) => `secretsmanager:${action}`,
  );
  await ask(true, 'a push', each(renewal, { ...push, resource: kubeconfig }));
  await ask(false, 'a push', [
    ...each(renewal, { ...push, resource: kubeconfig.replace('/test/', '/prod/') }),
    ...each(
      ['secretsmanager:CreateSecret', 'secretsmanager:UpdateSecret', 'secretsmanager:PutResourcePolicy'],
      {
        ...push,
        resource: kubeconfig,
      },
    ),
  ]);
  const tick = {
    principal: session(account, 'RefreshRole'),
    identity: [rolePolicy(networks, 'RefreshRole')],
    resource: kubeconfig,
  };
  const deletions = (context: Record<string, string>) =>
    each(['secretsmanager:DeleteSecret'], { ...tick, context });
  await ask(true, 'the tick', deletions({ 'secretsmanager:RecoveryWindowInDays': '30' }));
  await ask(false, 'the tick', [
    ...deletions({ 'secretsmanager:RecoveryWindowInDays': '7' }),
    ...deletions({ 'secretsmanager:ForceDeleteWithoutRecovery': 'true' }),
    ...each(['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'], tick),
  ]);
}
