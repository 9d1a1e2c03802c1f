import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../../cli/deploy/build/functions.ts';
import type { Policy } from '../../../local/aws/iam/policy.ts';
import { packagedTemplate } from '../../infra/support/template.ts';
import { type Ask, type Asked, each, mint, other, pulls, pushes, repository, session } from './ask.ts';
import { printedPolicies } from './printedPolicies.ts';
import { account, region, rolePolicy } from './rolePolicies.ts';

const pusher = session(account, 'PUSH_ROLE');

/** Checks what the policies in the docs allow, each together with those it is meant to work with. */
export async function checkDocs(ask: Ask): Promise<void> {
  const pushRole = rolePolicy(await packagedTemplate(), 'PushRole');
  const page = 'docs/registries.md';
  const [identity, ofRepository] = await two(page, 'Repositories of other accounts');
  const across = { principal: pusher, resource: repository(other) };
  const none = { Statement: [] };
  await ask(
    true,
    'With both halves, the push role',
    each(pulls, { ...across, identity: [identity], ofResource: ofRepository }),
  );
  await ask(
    false,
    'With both halves, the push role',
    each(pushes, { ...across, identity: [identity], ofResource: ofRepository }),
  );
  await ask(false, 'With its own half, the push role', each(pulls, { ...across, identity: [identity] }));
  await ask(
    false,
    'With the repository’s half, the push role',
    each(pulls, { ...across, identity: [none], ofResource: ofRepository }),
  );
  await ask(
    true,
    'With its own half, the push role',
    each(pulls, { ...across, resource: repository(account), identity: [identity] }),
  );

  const [trust, pullRole] = await two(page, 'Several accounts and regions');
  const registryRoles = await printedParameter(page, 'registryRoles');
  const assumed: Asked = {
    principal: pusher,
    resource: `arn:aws:iam::${other}:role/pullpass-pull`,
    identity: [rolePolicy(await packagedTemplate({ registryRoles }), 'PushRole')],
    ofResource: trust,
  };
  await ask(
    true,
    'The push role',
    each(['sts:AssumeRole'], { ...assumed, context: { 'sts:ExternalId': 'our-fleet' } }),
  );
  await ask(
    false,
    'Without registryRoles, the push role',
    each(['sts:AssumeRole'], {
      ...assumed,
      identity: [pushRole],
      context: { 'sts:ExternalId': 'our-fleet' },
    }),
  );
  await ask(false, 'Without the external id, the push role', each(['sts:AssumeRole'], assumed));
  await ask(
    false,
    'Another role',
    each(['sts:AssumeRole'], {
      ...assumed,
      principal: session(account, 'another'),
      context: { 'sts:ExternalId': 'our-fleet' },
    }),
  );
  const puller = { principal: session(other, 'pullpass-pull'), identity: [pullRole] };
  await ask(true, 'pullpass-pull', [
    ...each(pulls, { ...puller, resource: repository(other) }),
    ...each([mint], { ...puller, resource: '*' }),
  ]);
  await ask(false, 'pullpass-pull', each(pushes, { ...puller, resource: repository(other) }));

  const [builder] = await printedPolicies(page, 'Pulling and pushing apart', 1);
  const builds = { principal: session(account, 'pullpass-push'), identity: [builder ?? none] };
  await ask(true, 'pullpass-push', [
    ...each([...pulls, ...pushes], { ...builds, resource: repository(account) }),
    ...each([mint], { ...builds, resource: '*' }),
  ]);
  await ask(
    false,
    'pullpass-push',
    each(['ecr:BatchDeleteImage', 'ecr:SetRepositoryPolicy'], { ...builds, resource: repository(account) }),
  );

  const [registry] = await printedPolicies(page, 'Pull-through cache', 1);
  const imports = ['ecr:BatchImportUpstreamImage', 'ecr:CreateRepository'];
  const cached = { principal: pusher, identity: [pushRole], resource: repository(account, 'quay/org/app') };
  await ask(true, 'The push role', each([...pulls, ...imports], { ...cached, ofResource: registry }));
  await ask(false, 'Without the registry’s policy, the push role', each(imports, cached));
  await ask(
    false,
    'The push role',
    each(imports, { ...cached, resource: repository(account, 'docker/app'), ofResource: registry }),
  );

  const [caller] = await printedPolicies('docs/deploying.md', 'Call the API', 1);
  const asAdmin = { principal: session(account, 'admin'), identity: [caller ?? none] };
  const route = (id: string) => `arn:aws:execute-api:${region}:${account}:${id}/$default/GET/fleet`;
  await ask(
    true,
    'Who may call the API',
    each(['execute-api:Invoke'], { ...asAdmin, resource: route('API_ID') }),
  );
  await ask(
    false,
    'Who may call the API',
    each(['execute-api:Invoke'], { ...asAdmin, resource: route('another') }),
  );

  const [team] = await printedPolicies('docs/security.md', 'Who may touch which clusters', 1);
  const asTeam = { principal: session(account, 'team-a'), identity: [team ?? none] };
  const call = (request: string, id = 'API_ID'): Asked => ({
    ...asTeam,
    resource: `arn:aws:execute-api:${region}:${account}:${id}/$default/${request}`,
  });
  const invoke = (...requests: string[]) =>
    requests.flatMap((request) => each(['execute-api:Invoke'], call(request)));
  await ask(
    true,
    'Team A',
    invoke('PUT/clusters/team-a-1', 'GET/clusters/team-a-1/events', 'POST/clusters/team-a-1/refresh'),
  );
  await ask(
    false,
    'Team A',
    invoke('POST/clusters', 'POST/clusters/', 'GET/clusters', 'GET/fleet', 'PUT/clusters/team-b-1'),
  );
  await ask(false, 'Team A', each(['execute-api:Invoke'], call('GET/clusters/team-a-1', 'another')));
  await ask(false, 'Team A', invoke('POST/probe'));
  const [probing] = await printedPolicies('docs/security.md', 'A probe', 1);
  const asProber = (request: string): Asked => ({ ...call(request), identity: [probing ?? none] });
  await ask(true, 'Who may probe', each(['execute-api:Invoke'], asProber('POST/probe')));
  for (const request of ['POST/clusters', 'GET/fleet', 'POST/clusters/team-a-1/check'])
    await ask(false, 'Who may probe', each(['execute-api:Invoke'], asProber(request)));
  // The purpose of the second statement.
  const both = { ...call('POST/clusters'), identity: [team ?? none, caller ?? none] };
  await ask(false, 'Team A, who may also call the whole API,', each(['execute-api:Invoke'], both));
}

/** The value that a command on a page gives to a deploy parameter. */
async function printedParameter(page: string, name: string): Promise<string> {
  const text = await readFile(join(root, page), 'utf8');
  const [, value] = new RegExp(`--param '${name}=([^']+)'`).exec(text) ?? [];
  if (value === undefined) throw new Error(`${page} shows no --param '${name}=…'.`);
  return value;
}

async function two(page: string, heading: string): Promise<[Policy, Policy]> {
  return (await printedPolicies(page, heading, 2)) as [Policy, Policy];
}
